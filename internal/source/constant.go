package source

import (
	"fmt"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// minConstant is the length in bytes from which a text is remembered with its
// place: shorter ones stand everywhere, and say nothing.
const minConstant = 4

// Constant is a text that a module or a class gives a name.
type Constant struct {
	Name  string // of the variable; "" where it is no plain assignment
	Place flow.Place
}

// Constants are the places at the top of modules and in classes where the
// text stands, in the order of the files.
func (p *Program) Constants(text string) []Constant { return p.constants[text] }

// constantsOf remembers where texts stand outside of functions: what a value
// is used for tells that it is a secret, and where it stands what to change.
func (p *Program) constantsOf(files *project.Project) {
	p.constants = map[string][]Constant{}
	for _, m := range files.Modules {
		if m.Tree != nil {
			p.constantsIn(m.Path, m.Tree.Body)
		}
	}
}

func (p *Program) constantsIn(file string, body []parser.Stmt) {
	for _, s := range body {
		switch s := s.(type) {
		case *parser.ClassDef:
			p.constantsIn(file, s.Body)
		case *parser.If:
			p.constantsIn(file, s.Body)
			p.constantsIn(file, s.Orelse)
		case *parser.Try:
			p.constantsIn(file, s.Body)
		case *parser.Assign:
			p.constantsOfValue(file, nameOf(s.Targets), s.Value)
		case *parser.AnnAssign:
			p.constantsOfValue(file, nameOf([]parser.Expr{s.Target}), s.Value)
		}
	}
}

func nameOf(targets []parser.Expr) string {
	if len(targets) == 1 {
		if n, ok := targets[0].(*parser.Name); ok {
			return n.Id
		}
	}
	return ""
}

func (p *Program) constantsOfValue(file, name string, value parser.Expr) {
	if value == nil {
		return
	}
	syntax.Walk(value, func(node any) bool {
		switch c := node.(type) {
		case *parser.Lambda:
			return false
		case *parser.Constant:
			if c.Kind != "str" && c.Kind != "u" && c.Kind != "bytes" {
				break
			}
			text := fmt.Sprint(c.Value)
			if len(text) < minConstant {
				break
			}
			at := syntax.Start(c)
			p.constants[text] = append(p.constants[text], Constant{name, flow.PlaceOf(file, at)})
		}
		return true
	})
}
