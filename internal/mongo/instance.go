package mongo

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// row is the data of an object of a class that mongoengine stores.
type row struct {
	query  *Query                 // that it was read with; nil: it is new
	loaded map[string]*flow.Value // its members as they were read, or by default
	spread []*flow.Value          // mappings that its constructor was given
}

// object is one that was read.
func (m *Model) object(at here, q *Query, v *flow.Value) *flow.Value {
	data := &row{query: q, loaded: map[string]*flow.Value{}}
	var attrs []flow.Field
	for _, f := range m.fields {
		member, _ := v.Lookup(f.db)
		member = f.read(member)
		data.loaded[f.name] = member
		attrs = append(attrs, flow.Field{Name: f.name, Value: member})
		if f.primary && f.name != "pk" {
			attrs = append(attrs, flow.Field{Name: "pk", Value: member})
		}
	}
	o := at.run.NewObject(m.Class, at.place, attrs...)
	o.Objects()[0].Data = data
	return flow.Join(v, o).With(v.Checks & flow.Own)
}

// construct is Model(name=x, **data).
func (m *Model) construct(c *flow.Call, keywords []flow.Keyword) *flow.Value {
	o := c.Run.NewObject(m.Class, c.Place)
	m.fill(c, o.Objects()[0], keywords)
	return o
}

// fill gives a new object its members.
func (m *Model) fill(c *flow.Call, o *flow.Instance, keywords []flow.Keyword) {
	data := &row{loaded: map[string]*flow.Value{}}
	o.Data = data
	for _, k := range keywords {
		if k.Name == "" {
			data.spread = append(data.spread, k.Value)
		}
	}
	for _, f := range m.fields {
		initial := m.initial(c, f, data.spread)
		data.loaded[f.name] = initial
		c.Run.SetAttr(o, f.name, initial)
	}
	for _, k := range keywords {
		if k.Name != "" {
			c.Run.SetAttr(o, k.Name, k.Value)
		}
	}
}

// initial is a member that no keyword names: of a mapping, or by default.
func (m *Model) initial(c *flow.Call, f *field, spread []*flow.Value) *flow.Value {
	v := flow.None
	if f.initial != nil {
		v = f.initial
		if len(v.Targets()) > 0 {
			v = c.Invoke(v, nil, nil)
		}
	}
	if f.primary && f.initial == nil {
		v = orNone(freshID())
	}
	for _, mapping := range spread {
		if found, _ := mapping.Lookup(f.name); found != flow.Nothing && !found.IsNone() {
			v = flow.Join(found, v)
		}
	}
	return v
}

// parsed is from_json(text): an object of whatever the text says.
func (m *Model) parsed(c *flow.Call) *flow.Value {
	if m == nil {
		return flow.Nothing
	}
	var whole *flow.Value
	for _, s := range c.Arg(0, "json_data").All(flow.Request, flow.Outside, flow.Database) {
		origin := *s.Origin
		origin.Child = flow.Any
		one := flow.Of(flow.Any, &flow.Step{Origin: &origin, Prev: s, Place: c.Place, What: "parsed by from_json", Kind: flow.Any, Weak: s.Weak})
		whole = flow.Join(whole, one)
	}
	if whole == nil {
		whole = flow.Of(flow.Document)
	}
	return m.construct(c, []flow.Keyword{{Value: whole}})
}

// document is the object as it is stored: mappings that it was made of, then
// what was given or assigned by name.
func (m *Model) document(run *flow.Run, o *flow.Instance, place flow.Place) *flow.Value {
	data, _ := o.Data.(*row)
	doc := flow.DocumentOf()
	if data != nil {
		for _, mapping := range data.spread {
			limited := mapping.As(flow.Document)
			if len(limited.Names()) == 0 {
				limited = limited.WithNames(m.names())
			}
			if len(data.spread) == 1 {
				doc = limited
			} else {
				doc = doc.Merge(limited)
			}
		}
		if data.query != nil {
			doc = data.query.document(place)
		}
	}
	for _, f := range m.changed(run, o) {
		doc = doc.WithField(f)
	}
	return m.dynamicMembers(run, o, doc)
}

// dynamicMembers adds what setattr has set under names that are not known.
func (m *Model) dynamicMembers(run *flow.Run, o *flow.Instance, doc *flow.Value) *flow.Value {
	v := run.Attr(o, "*")
	if v == nil {
		return doc
	}
	rest, names := v.Rest()
	if rest == nil {
		return doc
	}
	limited := *names
	if len(limited.Literals) == 0 {
		limited.Literals = m.names()
	}
	return doc.WithRest(rest, &limited)
}

// changed are the members that were given or assigned, as validation leaves
// them.
func (m *Model) changed(run *flow.Run, o *flow.Instance) []flow.Field {
	data, _ := o.Data.(*row)
	var all []flow.Field
	for _, f := range m.fields {
		v := run.Attr(o, f.name)
		if v == nil || data != nil && (v == data.loaded[f.name] && (data.query != nil || v.IsNone() || len(data.spread) > 0) || data.query != nil && unchanged(v, data.loaded[f.name])) {
			continue
		}
		if data != nil && data.query == nil && f.primary && v == data.loaded[f.name] {
			continue
		}
		all = append(all, flow.Field{Name: f.db, Value: f.saved(run, v, o.Site), Place: o.Site})
	}
	return all
}

// unchanged tells whether a member is what was read, of which a condition
// has only told more: its content has come no further.
func unchanged(v, loaded *flow.Value) bool {
	for _, s := range v.Flows {
		if !slices.Contains(loaded.Flows, s) {
			return false
		}
	}
	elements, _ := v.Elements()
	return len(v.Flows) > 0 && len(v.Fields()) == 0 && len(elements) == 0
}

// rowOf is the object that a value is, its class, and its data.
func rowOf(v *flow.Value) (*flow.Instance, *Model, *row) {
	for _, o := range v.Objects() {
		if m := modelOf(o.Class); m != nil {
			data, _ := o.Data.(*row)
			return o, m, data
		}
	}
	return nil, nil, nil
}

// identifierOf is the _id of an object that another refers to.
func identifierOf(run *flow.Run, o *flow.Instance, v *flow.Value) *flow.Value {
	id := run.Attr(o, "pk")
	if id == nil {
		id = run.Attr(o, "id")
	}
	if id == nil {
		id = flow.Of(flow.ObjectID, v.Flows...)
	}
	return id.As(flow.ObjectID).With(flow.Typed | flow.Bounded | v.Checks&flow.Own)
}

// selecting is the filter of what an object does to itself. Who calls is
// found by who they are; another object by what it was read with.
func selecting(run *flow.Run, v *flow.Value, o *flow.Instance, data *row) *flow.Value {
	if identity := v.FromSource(flow.Identity); len(identity) > 0 {
		return flow.DocumentOf(flow.Field{Name: "_id", Value: flow.Of(flow.ObjectID, identity...)})
	}
	if data != nil && data.query != nil && data.query.One && data.query.Filter != nil {
		return data.query.Filter
	}
	return flow.DocumentOf(flow.Field{Name: "_id", Value: identifierOf(run, o, v)})
}

// itself is a query that an object makes of itself; nil if it is none.
func itself(c *flow.Call, method string, verb Verb) (*Query, *Model) {
	o, m, data := rowOf(c.Self)
	if o == nil {
		return nil, nil
	}
	q := (&querySet{model: m, filter: selecting(c.Run, c.Self, o, data)}).query(method, verb)
	q.One = true
	return q, m
}

// save is an insert of a new object, and sets what was assigned of one that
// was read.
func save(c *flow.Call) *flow.Value {
	o, m, data := rowOf(c.Self)
	if o == nil {
		return c.Self
	}
	if data == nil || data.query == nil && !c.Self.From(flow.Identity) {
		insertObjects(c, "save", c.Self, true)
		return c.Self
	}
	q, _ := itself(c, "save", Update)
	set := flow.DocumentOf()
	for _, f := range m.changed(c.Run, o) {
		set = set.WithField(f)
	}
	q.Update = flow.DocumentOf(flow.Field{Name: "$set", Value: m.dynamicMembers(c.Run, o, set), Place: c.Place})
	q.tell(inCall(c))
	return c.Self
}

// insertObjects tells that new objects are stored, one or a list.
func insertObjects(c *flow.Call, method string, v *flow.Value, one bool) {
	single := func(v *flow.Value) (*Model, *flow.Value) {
		o, m, _ := rowOf(v)
		if o == nil {
			return nil, v
		}
		doc := m.document(c.Run, o, c.Place)
		id := storedID(c, o)
		c.Run.SetAttr(o, "id", id)
		c.Run.SetAttr(o, "pk", id)
		return m, doc
	}
	model, doc := single(v)
	if elements, exact := v.Elements(); model == nil && len(elements) > 0 {
		var all []*flow.Value
		for _, e := range elements {
			model, doc = single(e)
			all = append(all, doc)
		}
		doc = flow.ManyOf(all[0])
		if exact {
			doc = flow.ListOf(all...)
		}
	}
	q := (&querySet{model: model}).query(method, Insert)
	q.One, q.Document = one || !doc.Kind.Can(flow.List), doc
	q.tell(inCall(c))
}

// storedID is the identifier of an object that was stored just now.
func storedID(c *flow.Call, o *flow.Instance) *flow.Value {
	if id := c.Run.Attr(o, "id"); id != nil && len(id.Flows) > 0 {
		return id
	}
	return freshID()
}

func updateItself(c *flow.Call) *flow.Value {
	q, m := itself(c, "update", Update)
	if q == nil {
		return flow.Nothing
	}
	q.Update = lookup{m, c.Run, c.Place, c.Emit}.update(without(c.Keywords, updating...))
	q.tell(inCall(c))
	return flow.Of(flow.Number)
}

func modifyItself(c *flow.Call) *flow.Value {
	q, m := itself(c, "modify", Update)
	if q == nil {
		return flow.Nothing
	}
	if more := argument(c, 0, "query"); more != nil {
		q.Filter = merged(q.Filter, lookup{m, c.Run, c.Place, c.Emit}.spread(more))
	}
	q.Update = lookup{m, c.Run, c.Place, c.Emit}.update(without(c.Keywords, append(updating, "query")...))
	q.tell(inCall(c))
	return flow.Of(flow.Bool)
}

func deleteItself(c *flow.Call) *flow.Value {
	if q, _ := itself(c, "delete", Delete); q != nil {
		q.tell(inCall(c))
	}
	return flow.None
}

// toMongo is the object as a document.
func toMongo(c *flow.Call) *flow.Value {
	o, m, data := rowOf(c.Self)
	if o == nil {
		return flowing(c, flow.Document, "made a document")
	}
	if data != nil && data.query != nil {
		return c.Self.As(flow.Document)
	}
	return m.document(c.Run, o, c.Place)
}

func toJSON(c *flow.Call) *flow.Value {
	doc := toMongo(c)
	one := *c
	one.Self, one.Args, one.Keywords = nil, []*flow.Value{doc}, nil
	return flowing(&one, flow.Text, "written as JSON")
}
