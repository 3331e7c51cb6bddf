package source

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// declared learns what classes say of the collections that they are stored
// in: fields and indexes.
func (p *Program) declared(models []*mongo.Model) {
	for _, m := range models {
		if m.Collection == "" {
			continue
		}
		c := p.collection(m.Collection)
		for _, name := range m.Fields {
			c.field(name, m.Class.Place)
		}
		for _, index := range m.Indexes {
			if names := indexed(index); len(names) > 0 {
				c.Indexes = append(c.Indexes, names)
			}
		}
	}
}

// collection is the one of that name, made if it is new.
func (p *Program) collection(name string) *Collection {
	c := p.Collections[name]
	if c == nil {
		c = &Collection{Name: name, Fields: map[string]flow.Place{}, Owners: map[string]flow.Place{}}
		p.Collections[name] = c
	}
	return c
}

// indexed are the fields of an index as mongoengine writes it: "-created",
// ("user", "-created"), {"fields": ["user"]}.
func indexed(v *flow.Value) []string {
	if f, ok := v.Field("fields"); ok {
		v = f.Value
	}
	var names []string
	for _, name := range keysOf(v) {
		if name = strings.TrimLeft(name, "+-#$*("); name != "" {
			names = append(names, name)
		}
	}
	return names
}
