package mongo

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

const (
	documentType = "mongoengine.Document"
	embeddedType = "mongoengine.EmbeddedDocument"
	dynamicType  = "mongoengine.DynamicDocument"
)

// Model is a class of the project that mongoengine stores.
type Model struct {
	Class      *flow.Class
	Collection string   // "" of an embedded document
	Fields     []string // as they are called in the database
	Indexes    []*flow.Value

	fields   []*field
	dynamic  bool
	embedded bool
}

// Models lists the classes that mongoengine stores, in the order of the
// program.
func Models(p *flow.Program) []*Model {
	var all []*Model
	for _, m := range p.Modules {
		for _, name := range classNames(m) {
			class := classOf(m.Global(name))
			if class == nil || class.Module != m {
				continue
			}
			if model := modelOf(class); model != nil && !abstract(class) {
				all = append(all, model)
			}
		}
	}
	return all
}

func classNames(m *flow.Module) []string {
	var all []string
	for _, s := range m.Tree.Body {
		if c, ok := s.(*parser.ClassDef); ok {
			all = append(all, c.Name)
		}
	}
	return all
}

// modelOf is what mongoengine makes of a class; nil if it is none of its.
func modelOf(class *flow.Class) *Model {
	if class == nil {
		return nil
	}
	m := &Model{Class: class, embedded: class.Is(embeddedType) || class.Is("mongoengine.DynamicEmbeddedDocument")}
	m.dynamic = class.Is(dynamicType) || class.Is("mongoengine.DynamicEmbeddedDocument")
	if !m.embedded && !m.dynamic && !class.Is(documentType) {
		return nil
	}
	m.gather(class, map[*flow.Class]bool{})
	if !m.embedded {
		m.Collection = collectionName(class)
		m.identifier()
	}
	for _, f := range m.fields {
		m.Fields = append(m.Fields, f.db)
	}
	if meta := class.Attr("meta"); meta != nil {
		indexes, _ := meta.Lookup("indexes")
		m.Indexes, _ = indexes.Elements()
	}
	return m
}

// gather collects the fields, those of bases first.
func (m *Model) gather(class *flow.Class, seen map[*flow.Class]bool) {
	if seen[class] {
		return
	}
	seen[class] = true
	for _, b := range class.Bases {
		if base := classOf(b); base != nil {
			m.gather(base, seen)
		}
	}
	for _, name := range class.Names() {
		declared := fieldOf(class.Attr(name))
		if declared == nil {
			continue
		}
		f := *declared
		f.name = name
		if f.db == "" {
			f.db = name
		}
		if f.primary {
			f.db = "_id"
		}
		if i := slices.IndexFunc(m.fields, func(g *field) bool { return g.name == name }); i >= 0 {
			m.fields[i] = &f
		} else {
			m.fields = append(m.fields, &f)
		}
	}
}

// identifier adds the _id that a class has without saying so.
func (m *Model) identifier() {
	if !slices.ContainsFunc(m.fields, func(f *field) bool { return f.primary }) {
		m.fields = slices.Insert(m.fields, 0, &field{kind: "ObjectIdField", name: "id", db: "_id", primary: true})
	}
}

// field finds a field by its name in the class; pk is the _id.
func (m *Model) field(name string) *field {
	if m == nil {
		return nil
	}
	for _, f := range m.fields {
		if f.name == name || name == "pk" && f.primary {
			return f
		}
	}
	return nil
}

// names are what keys of the constructor can be: others raise. None: anything.
func (m *Model) names() []flow.Literal {
	if m.dynamic {
		return nil
	}
	var all []flow.Literal
	for _, f := range m.fields {
		all = append(all, flow.Literal{Kind: flow.Text, Text: f.name})
	}
	return all
}

// abstract tells whether the class stores nothing itself.
func abstract(class *flow.Class) bool {
	for _, name := range class.Names() {
		if name == "meta" {
			v, _ := class.Attr("meta").Lookup("abstract")
			return isTrue(v)
		}
	}
	return false
}

// collectionName is that of meta, or the name of the class in snake case;
// subclasses are stored with their base.
func collectionName(class *flow.Class) string {
	for _, b := range class.Bases {
		if base := classOf(b); base != nil && modelOf(base) != nil && !abstract(base) {
			return collectionName(base)
		}
	}
	if meta := class.Attr("meta"); meta != nil {
		if name, _ := meta.Lookup("collection"); name != nil {
			if text, ok := name.Text(); ok {
				return text
			}
		}
	}
	return snake(class.Name)
}

// snake is how mongoengine writes class names: BlogPost is blog_post, APIKey
// is a_p_i_key.
func snake(name string) string {
	var s strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			s.WriteByte('_')
		}
		s.WriteRune(unicode.ToLower(r))
	}
	return strings.Trim(s.String(), "_")
}
