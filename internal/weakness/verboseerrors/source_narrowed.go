package verboseerrors

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// isinstance are the types that a condition has narrowed the exception to;
// nil for none.
func isinstance(o *flow.Origin, facts *flow.Fact) []string {
	for f := range facts.All {
		if f.Op != "isinstance" || f.Not || f.Left == nil {
			continue
		}
		for _, s := range f.Left.FromSource(flow.Error) {
			if s.Origin.Place == o.Place {
				return typeNames(f.Right)
			}
		}
	}
	return nil
}

func typeNames(v *flow.Value) []string {
	elements, _ := v.Elements()
	if len(elements) == 0 {
		elements = []*flow.Value{v}
	}
	var names []string
	for _, e := range elements {
		name := e.Name()
		for _, t := range e.Targets() {
			if t.Class != nil {
				name = t.Class.Qualified
			}
		}
		if name == "" {
			name = e.Path()
		}
		names = append(names, name)
	}
	return names
}
