package fill

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
)

// alternative builds the first of anyOf or oneOf that can be built, together
// with the properties beside it.
func (f *Filler) alternative(name, at string, s *api.Schema, example any) (any, bool) {
	if f.building(s) {
		return nil, false
	}
	f.stack = append(f.stack, s)
	defer func() { f.stack = f.stack[:len(f.stack)-1] }()
	base := *s
	base.Any, base.Example = nil, nil
	for _, other := range s.Any {
		if other == nil || slices.Equal(other.Types, []string{"null"}) || f.building(other) {
			continue
		}
		both := joined(&base, other)
		v, ok := f.value(name, at, both, example)
		if ok && v != nil {
			return v, true
		}
	}
	if len(base.Properties) > 0 || len(base.Types) > 0 {
		return f.value(name, at, &base, example)
	}
	return nil, false
}

// joined is what both schemas ask for, where they can be told apart.
func joined(base, other *api.Schema) *api.Schema {
	if len(base.Properties) == 0 && len(base.Required) == 0 && len(other.Types)+len(other.Any)+len(other.Properties)+len(other.Enum) > 0 {
		only := *other
		if only.Default == nil {
			only.Default = base.Default
		}
		only.ReadOnly = only.ReadOnly || base.ReadOnly
		return &only
	}
	both := *base
	both.Properties = slices.Clone(base.Properties)
	for _, p := range other.Properties {
		if base.Property(p.Name) == nil {
			both.Properties = append(both.Properties, p)
		}
	}
	both.Required = append(slices.Clone(base.Required), other.Required...)
	both.Any = other.Any
	if other.Example != nil {
		both.Example = other.Example
	}
	return &both
}

func (f *Filler) building(s *api.Schema) bool {
	return slices.ContainsFunc(f.stack, func(open *api.Schema) bool {
		return open == s || s.Name != "" && open.Name == s.Name && len(s.Properties) > 0 && len(open.Properties) == len(s.Properties)
	})
}
