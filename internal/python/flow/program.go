package flow

import (
	"github.com/tamnd/gopapy/parser"
)

// Func is a function of the project, or a lambda.
type Func struct {
	Name       string // as it was defined; "<lambda>"
	Qualified  string // module.Class.name
	Place      Place  // of the def
	Module     *Module
	Class      *Class // where it was defined, nil for none
	Args       *parser.Arguments
	Body       []parser.Stmt
	Returns    parser.Expr // annotation, may be nil
	Decorators []parser.Expr
	Async      bool
	Generator  bool

	classBody                     bool // not a function: the body of Class
	lambda                        parser.Expr
	names                         map[string]int // local variables
	globals                       map[string]bool
	closure                       *scope // of the enclosing function, nil at the top level
	defaults, kwDefaults          []*Value
	static, classMethod, property bool
}

// Class is a class of the project.
type Class struct {
	Name      string
	Qualified string
	Place     Place
	Module    *Module
	Bases     []*Value
	Def       *parser.ClassDef
	Dataclass bool

	mro         []*Class // see line
	outside     bool     // not of the project
	overlaid    bool     // a base outside the project comes before one in it
	attrs       map[string]*Value
	order       []string // of attrs, as written
	annotations map[string]parser.Expr
	scope       *scope // of its body's enclosing function, nil at the top level
}
