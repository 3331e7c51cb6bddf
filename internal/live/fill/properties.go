package fill

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

func (f *Filler) object(at string, s *api.Schema, example any) (any, bool) {
	if f.building(s) || f.depth >= deepest {
		return nil, false
	}
	f.depth++
	defer func() { f.depth-- }()
	examples, _ := example.(map[string]any)
	if len(s.Properties) == 0 {
		return f.open(at, s, examples), true
	}
	f.stack = append(f.stack, s)
	defer func() { f.stack = f.stack[:len(f.stack)-1] }()
	least := f.level == Required && len(s.Required) > 0
	o := map[string]any{}
	for _, p := range s.Properties {
		place := at + "/" + pointer.Escape(p.Name)
		needed := s.Requires(p.Name) || f.Mark(p.Name, place) == Needed || wraps(s)
		_, known := f.Known(p.Name, place)
		if !known && !f.wanted(p, needed, least) || f.Mark(p.Name, place) == Omitted {
			continue
		}
		ex := examples[p.Name]
		if !needed && !known && !f.offers(p, place, ex) {
			continue
		}
		v, ok := f.value(p.Name, place, p.Schema, ex)
		if !ok && needed {
			if !p.Schema.Is("null") || len(p.Schema.Types) == 0 {
				return nil, false
			}
			v, ok = nil, true
		}
		if ok {
			o[p.Name] = v
		}
	}
	for _, name := range s.Required { // required, but not declared
		place := at + "/" + pointer.Escape(name)
		if _, there := o[name]; !there && s.Property(name) == nil && f.Mark(name, place) != Omitted {
			o[name], _ = f.value(name, place, nil, examples[name])
		}
	}
	agree(o, s)
	return o, true
}

// open makes an object without declared properties.
func (f *Filler) open(at string, s *api.Schema, examples map[string]any) any {
	if examples == nil {
		examples, _ = s.Default.(map[string]any)
	}
	if len(examples) > 0 {
		return f.exemplary("", at, examples)
	}
	o := map[string]any{}
	for _, name := range s.Required {
		o[name], _ = f.value(name, at+"/"+pointer.Escape(name), nil, nil)
	}
	return o
}

// wanted tells whether a declared property goes into the object.
func (f *Filler) wanted(p *api.Property, needed, least bool) bool {
	if p.Schema != nil && p.Schema.ReadOnly {
		return false
	}
	return needed || !least && !risky(p.Name, p.Schema)
}

// wraps tells whether all that the schema has is one object with properties:
// {"patient": {…}} is the patient, not a reference to whose it is.
func wraps(s *api.Schema) bool {
	if len(s.Properties) != 1 {
		return false
	}
	inside := s.Properties[0].Schema
	return inside != nil && inside.Is("object") && len(inside.Properties) > 0
}

// offers tells whether an optional property has an honest value: a reference
// to something that nobody knows has none.
func (f *Filler) offers(p *api.Property, at string, example any) bool {
	s := p.Schema
	if example != nil || s != nil && (s.Example != nil || s.Default != nil || len(s.Enum) > 0) {
		return true
	}
	if usual.Reference(p.Name) || usual.HandedOut(p.Name) {
		if s.Type() == "array" {
			return f.referred(at+"/0", s.Items)
		}
		return f.referred(at, s)
	}
	return true
}

// risky tells whether an optional property could give rights away, make the
// server connect somewhere, run something, or act for someone else.
func risky(name string, s *api.Schema) bool {
	if s != nil && len(s.Enum) == 1 {
		return false // says nothing that the server does not know
	}
	freeForm := s != nil && s.Is("object") && len(s.Properties) == 0 && len(s.Any) == 0
	example := s != nil && (s.Example != nil || s.Default != nil || len(s.Enum) > 0)
	switch {
	case strings.HasPrefix(name, "$"):
		return true
	case lexicon.Owner(name) && !lexicon.Username(name) && !lexicon.Email(name), lexicon.Tenant(name), lexicon.Privileged(name):
		return true
	case lexicon.Address(name):
		return true
	case lexicon.Script(name):
		return freeForm || !example && name != "code"
	case lexicon.Namespace(name), lexicon.Command(name):
		return !example
	}
	return s != nil && (s.Format == "uri" || s.Format == "url")
}
