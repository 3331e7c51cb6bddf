package flow

import (
	"github.com/tamnd/gopapy/parser"
)

// Func is a function of the project, or a lambda.
type Func struct {
	*Written
	Name      string // as it was defined; "<lambda>"
	Qualified string // module.Class.name
	Place     Place  // of the def
	Module    *Module
	Class     *Class // where it was defined, nil for none

	classBody                     bool   // not a function: the body of Class
	closure                       *scope // of the enclosing function, nil at the top level
	defaults, kwDefaults          []*Value
	static, classMethod, property bool
}

// Written is what of a function, or of the body of a class, stands in the
// source. All functions share it that are made by one definition: each call of
// what is around it makes another. See [Program.LetGo].
type Written struct {
	Args       *parser.Arguments
	Body       []parser.Stmt
	Returns    parser.Expr // annotation, may be nil
	Decorators []parser.Expr
	Async      bool
	Generator  bool

	lambda      parser.Expr
	names       map[string]int         // local variables
	annotations map[string]parser.Expr // of a class
}

// Class is a class of the project.
type Class struct {
	Name      string
	Qualified string
	Place     Place
	Module    *Module
	Bases     []*Value
	Written   *Written // its body, its decorators
	Dataclass bool

	mro      []*Class // see line
	outside  bool     // not of the project
	overlaid bool     // a base outside the project comes before one in it
	attrs    map[string]*Value
	order    []string // of attrs, as written
	scope    *scope   // of its body's enclosing function, nil at the top level
}
