package fill

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// Bodies are built no deeper than this; a schema can contain itself.
const deepest = 8

// At most this many elements are made where minItems asks for many.
const mostItems = 50

// A filler makes one value.
type filler struct {
	src       *Source
	level     Level
	planted   map[string]string
	stack     []*api.Schema // that are being built
	depth     int           // of objects and arrays
	parameter bool
	forced    string // name that is to be there even if it is risky
	turn      int    // which element of an array is being made
}

func newFiller(src *Source, level Level) *filler {
	return &filler{src: src, level: level, planted: map[string]string{}}
}

// known returns what the caller knows of the place, marks aside.
func (f *filler) known(name, at string) (any, bool) {
	for _, key := range []string{at, starred(at), name} {
		v, ok := f.src.Known[key]
		if _, mark := v.(Mark); ok && !mark && key != "" {
			return compare.Clone(v), true
		}
	}
	return nil, false
}

// starred is the pointer with "*" for its indices.
func starred(at string) string {
	parts := strings.Split(at, "/")
	for i, p := range parts {
		if i > 0 && isIndex(p) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// mark returns what the caller knows about whether the place is filled.
func (f *filler) mark(name, at string) Mark {
	for _, key := range []string{at, starred(at), name} {
		if m, ok := f.src.Known[key].(Mark); ok {
			return m
		}
	}
	return ""
}

// value makes the value of the property name at the pointer. The example is
// what an example further up says of this place. It is not ok where no value
// can be built, as in a schema that needs itself.
func (f *filler) value(name, at string, s *api.Schema, example any) (any, bool) {
	if v, ok := f.known(name, at); ok && at != "" {
		return v, true
	}
	if s == nil {
		if example != nil {
			return f.exemplary(name, at, example), true
		}
		if at == "" {
			return map[string]any{}, true
		}
		return f.anyValue(name, at), true
	}
	if s.Example != nil {
		example = s.Example
	}
	if f.level == Examples && example != nil {
		return f.asWritten(at, example), true
	}
	if len(s.Any) > 0 && len(s.Enum) == 0 {
		return f.alternative(name, at, s, example)
	}
	switch kindOf(s, example) {
	case "object":
		return f.object(at, s, example)
	case "array":
		return f.array(name, at, s, example)
	case "":
		if example != nil {
			return f.exemplary(name, at, example), true
		}
		if at == "" {
			return map[string]any{}, true
		}
		return f.free(name, at, s), true
	}
	return f.scalar(name, at, s, example)
}

// kindOf is the JSON type to build.
func kindOf(s *api.Schema, example any) string {
	t := s.Type()
	if t == "" && (len(s.Enum) > 0 || s.Format != "" || s.Pattern != "" || s.MaxLength != nil || s.MinLength != nil) {
		return "string"
	}
	if t == "" && (s.Minimum != nil || s.Maximum != nil) {
		return "number"
	}
	if t == "" && s.Default != nil {
		example = s.Default
	}
	if t == "" && example != nil {
		switch example.(type) {
		case map[string]any:
			return "object"
		case []any:
			return "array"
		}
	}
	return t
}

// free makes a value for a schema that allows everything.
func (f *filler) free(name, at string, s *api.Schema) any {
	if s.Default != nil {
		return compare.Clone(s.Default)
	}
	return f.anyValue(name, at)
}

// anyValue makes a value from the name alone.
func (f *filler) anyValue(name, at string) any {
	for _, t := range typesOf(name) {
		if v, ok := f.value(name, at, &api.Schema{Types: []string{t}}, nil); ok {
			return v
		}
	}
	return ""
}

// asWritten is the example without corrections, but for what is known.
func (f *filler) asWritten(at string, example any) any {
	switch v := example.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			place := at + "/" + escape(k)
			if known, ok := f.known(k, place); ok {
				o[k] = known
			} else if f.mark(k, place) != Omitted {
				o[k] = f.asWritten(place, e)
			}
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = f.asWritten(at+"/"+strconv.Itoa(i), e)
		}
		return a
	}
	return plainNumber(example)
}

// exemplary makes a value like the example, without a schema.
func (f *filler) exemplary(name, at string, example any) any {
	s := &api.Schema{}
	switch v := example.(type) {
	case map[string]any:
		s.Types = []string{"object"}
		for _, k := range sortedNames(v) {
			s.Properties = append(s.Properties, &api.Property{Name: k, Schema: &api.Schema{Example: v[k]}})
			s.Required = append(s.Required, k)
		}
		if len(v) == 0 || f.depth >= deepest {
			return compare.Clone(v)
		}
		o, _ := f.object(at, s, v)
		return o
	case []any:
		if len(v) == 0 {
			return []any{}
		}
		s.Types = []string{"array"}
		s.Items = &api.Schema{}
		a, _ := f.array(name, at, s, v)
		return a
	case string:
		s.Types = []string{"string"}
	case bool, nil:
		return v
	default:
		if f.turn == 0 && !lexicon.Identifier(name) {
			return plainNumber(example)
		}
		s.Types = []string{"number"}
		if _, whole := plainNumber(example).(int64); whole {
			s.Types = []string{"integer"}
		}
	}
	v, ok := f.scalar(name, at, s, example)
	if !ok {
		return plainNumber(example)
	}
	return v
}

func sortedNames(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

// alternative builds the first of anyOf or oneOf that can be built, together
// with the properties beside it.
func (f *filler) alternative(name, at string, s *api.Schema, example any) (any, bool) {
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

func (f *filler) building(s *api.Schema) bool {
	return slices.ContainsFunc(f.stack, func(open *api.Schema) bool {
		return open == s || s.Name != "" && open.Name == s.Name && len(s.Properties) > 0 && len(open.Properties) == len(s.Properties)
	})
}

func (f *filler) object(at string, s *api.Schema, example any) (any, bool) {
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
		place := at + "/" + escape(p.Name)
		needed := s.Requires(p.Name) || f.mark(p.Name, place) == Needed || wraps(s)
		_, known := f.known(p.Name, place)
		if !known && !f.wanted(p, needed, least) || f.mark(p.Name, place) == Omitted {
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
		place := at + "/" + escape(name)
		if _, there := o[name]; !there && s.Property(name) == nil && f.mark(name, place) != Omitted {
			o[name], _ = f.value(name, place, nil, examples[name])
		}
	}
	agree(o, s)
	return o, true
}

// open makes an object without declared properties.
func (f *filler) open(at string, s *api.Schema, examples map[string]any) any {
	if examples == nil {
		examples, _ = s.Default.(map[string]any)
	}
	if len(examples) > 0 {
		return f.exemplary("", at, examples)
	}
	o := map[string]any{}
	for _, name := range s.Required {
		o[name], _ = f.value(name, at+"/"+escape(name), nil, nil)
	}
	return o
}

// wanted tells whether a declared property goes into the object.
func (f *filler) wanted(p *api.Property, needed, least bool) bool {
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
func (f *filler) offers(p *api.Property, at string, example any) bool {
	s := p.Schema
	if example != nil || s != nil && (s.Example != nil || s.Default != nil || len(s.Enum) > 0) {
		return true
	}
	if refers(p.Name) || secretFromElsewhere(p.Name) {
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

func (f *filler) array(name, at string, s *api.Schema, example any) (any, bool) {
	if f.depth >= deepest {
		return []any{}, s.MinItems == nil || *s.MinItems == 0
	}
	f.depth++
	defer func() { f.depth-- }()
	examples, _ := example.([]any)
	if examples == nil {
		examples, _ = s.Default.([]any)
	}
	n := 1
	if s.MinItems != nil && *s.MinItems > n {
		n = min(*s.MinItems, mostItems)
	}
	if s.MaxItems != nil && *s.MaxItems < n {
		n = max(*s.MaxItems, 0)
	}
	if s.Items == nil && len(examples) == 0 {
		if s.MinItems == nil || *s.MinItems == 0 {
			return []any{}, true
		}
	}
	if len(examples) >= n && scalars(examples) && !free(examples, name) && !f.referred(at+"/0", s.Items) {
		keep := min(len(examples), 3)
		if s.MaxItems != nil {
			keep = min(keep, max(*s.MaxItems, 0))
		}
		return f.asWritten(at, examples[:max(keep, n)]), true
	}
	a := []any{}
	defer func(turn int) { f.turn = turn }(f.turn)
	for i := range n {
		var ex any
		if i < len(examples) {
			ex = examples[i]
		}
		f.turn = i
		v, ok := f.value(lexicon.Singular(name), at+"/"+strconv.Itoa(i), s.Items, ex)
		if !ok {
			return a, s.MinItems == nil || *s.MinItems <= len(a)
		}
		a = append(a, v)
	}
	return a, true
}

func scalars(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool {
		switch v.(type) {
		case map[string]any, []any:
			return true
		}
		return false
	})
}

// free tells whether the elements read as what people write.
func free(list []any, name string) bool {
	return slices.ContainsFunc(list, func(v any) bool {
		s, ok := v.(string)
		return ok && strings.Contains(s, " ") || ok && lexicon.FreeText(name)
	})
}

func (f *filler) referred(at string, s *api.Schema) bool {
	_, ok := f.reference(at, s)
	return ok
}

// reference asks the caller for an identifier that the schema allows.
func (f *filler) reference(at string, s *api.Schema) (any, bool) {
	if f.src.Reference == nil || s != nil && len(s.Enum) > 0 {
		return nil, false
	}
	v, ok := f.src.Reference(at)
	if !ok || v == nil {
		return nil, false
	}
	return conformed(v, s)
}

// conformed is the identifier in the type that the schema asks for.
func conformed(v any, s *api.Schema) (any, bool) {
	v = plainNumber(v)
	switch text, isText := v.(string); {
	case isText && s.Is("string"):
		return text, true
	case isText && (s.Is("integer") || s.Is("number")):
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case isText:
		return nil, false
	}
	if n, ok := v.(int64); ok && !s.Is("integer") && !s.Is("number") {
		return strconv.FormatInt(n, 10), s.Is("string")
	}
	return v, true
}

// plainNumber is a number as int64 if it is whole, else float64; other values
// stay as they are.
func plainNumber(v any) any {
	switch n := v.(type) {
	case int:
		return int64(n)
	case float64:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int64(n)
		}
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i
		}
		if x, err := n.Float64(); err == nil {
			return plainNumber(x)
		}
	}
	return v
}
