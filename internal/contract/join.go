package contract

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
)

// maxMerged is how many properties merging may copy in one contract. Where
// thousands of schemas extend one of thousands of properties, a small
// document asks for billions.
const maxMerged = 5_000_000

// merge is what waits to be joined into one schema.
type merge struct {
	parts    []*api.Schema
	nullable bool
	state    mergeState
}

type mergeState uint8

const (
	mergeWaiting mergeState = iota
	mergeOpen
	mergeDone
)

// complete merges the parts of s into it, theirs first.
func (c *schemas) complete(s *api.Schema, depth int) {
	m := c.merges[s]
	if m == nil || m.state == mergeDone {
		return
	}
	if m.state == mergeOpen {
		c.reader.problemAt(s.Place, "the schema contains itself through allOf; that part is left out")
		return
	}
	if depth > maxNesting {
		c.reader.problemAt(s.Place, "schemas extend each other more than %d deep; the rest is left out", maxNesting)
		return
	}
	m.state = mergeOpen
	alone := len(m.parts) == 1 && len(s.Properties) == 0
	for _, part := range m.parts {
		c.complete(part, depth+1)
		if part != s {
			c.absorb(s, part)
		}
	}
	if alone && s.Name == "" {
		s.Name = m.parts[0].Name
	}
	if m.nullable {
		allowNull(s)
	}
	m.state = mergeDone
}

// absorb adds to s what part says and s does not.
func (c *schemas) absorb(s, part *api.Schema) {
	keepText(&s.Title, part.Title)
	keepText(&s.Description, part.Description)
	keepText(&s.Format, part.Format)
	keepText(&s.Pattern, part.Pattern)
	keep(&s.MinLength, part.MinLength)
	keep(&s.MaxLength, part.MaxLength)
	keep(&s.MinItems, part.MinItems)
	keep(&s.MaxItems, part.MaxItems)
	keep(&s.Minimum, part.Minimum)
	keep(&s.Maximum, part.Maximum)
	keep(&s.Items, part.Items)
	keep(&s.Additional, part.Additional)
	s.ReadOnly = s.ReadOnly || part.ReadOnly
	s.WriteOnly = s.WriteOnly || part.WriteOnly
	if s.Types == nil {
		s.Types = slices.Clone(part.Types)
	}
	if s.Enum == nil {
		s.Enum = part.Enum
	}
	if s.Default == nil {
		s.Default = part.Default
	}
	if s.Example == nil {
		s.Example = part.Example
	}
	if s.Any == nil && part.Any != nil {
		s.Any = slices.Clip(part.Any)
		c.unions = append(c.unions, s)
	}
	c.absorbProperties(s, part)
}

func (c *schemas) absorbProperties(s, part *api.Schema) {
	if s.Properties == nil {
		s.Properties = slices.Clip(part.Properties)
	} else if len(part.Properties) > 0 {
		if c.merged += len(s.Properties) + len(part.Properties); c.merged > maxMerged {
			c.reader.problemAt(s.Place, "merging allOf would copy more than %d properties; the rest is left out", maxMerged)
			return
		}
		have := make(map[string]bool, len(s.Properties))
		for _, p := range s.Properties {
			have[p.Name] = true
		}
		for _, p := range part.Properties {
			if !have[p.Name] {
				s.Properties = append(s.Properties, p)
			}
		}
	}
	if s.Required == nil {
		s.Required = slices.Clip(part.Required)
	} else if len(part.Required) > 0 {
		if c.merged += len(s.Required) + len(part.Required); c.merged > maxMerged {
			return
		}
		have := make(map[string]bool, len(s.Required))
		for _, name := range s.Required {
			have[name] = true
		}
		for _, name := range part.Required {
			if !have[name] {
				s.Required = append(s.Required, name)
			}
		}
	}
}

func keepText(own *string, other string) {
	if *own == "" {
		*own = other
	}
}

func keep[T any](own **T, other *T) {
	if *own == nil {
		*own = other
	}
}

// allowNull adds null to the types. Without types all are allowed already,
// unless properties or items show which one is meant.
func allowNull(s *api.Schema) {
	if len(s.Types) == 0 {
		t := s.Type()
		if t == "" {
			return
		}
		s.Types = []string{t}
	}
	if !slices.Contains(s.Types, "null") {
		s.Types = append(s.Types, "null")
	}
}

// unite gives a schema with alternatives the types of all of them. One that
// is open leaves it open.
func (c *schemas) unite(s *api.Schema, nullable bool) {
	if c.merged += len(s.Any); len(s.Types) > 0 || c.merged > maxMerged {
		return
	}
	var types []string
	for _, a := range s.Any {
		own := a.Types
		if len(own) == 0 && a.Type() != "" {
			own = []string{a.Type()}
		}
		if len(own) == 0 {
			return
		}
		for _, t := range own {
			if !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	if nullable && !slices.Contains(types, "null") {
		types = append(types, "null")
	}
	s.Types = types
}
