package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Meaning is what the database takes a value for, by where in a query it is.
type Meaning string

const (
	AsConstant   Meaning = "constant"   // compared or stored as it is, also an object with operators
	AsCondition  Meaning = "condition"  // of one field: an object whose keys begin with $ is operators
	AsFilter     Meaning = "filter"     // keys of an object are fields and operators
	AsExpression Meaning = "expression" // an object is an operator, text that begins with $ a field
	AsStage      Meaning = "stage"      // of a pipeline
	AsPipeline   Meaning = "pipeline"
	AsPattern    Meaning = "pattern"  // a regular expression
	AsScript     Meaning = "script"   // JavaScript
	AsUpdate     Meaning = "update"   // keys of an object are update operators
	AsAssigned   Meaning = "assigned" // keys of an object are the paths that an update sets
	AsStored     Meaning = "stored"   // the new value of one path, or of a field of a new document
	AsAdded      Meaning = "added"    // to a list: an object with $each is modifiers
	AsDocument   Meaning = "document" // inserted, or put in the place of another: its keys are fields
	AsCollection Meaning = "collection"
	AsDatabase   Meaning = "database"
	AsField      Meaning = "field" // the name or path of one
)

// Sink is a place in a query that holds content from outside the source.
type Sink struct {
	Member
	As Meaning
	In string // what of the query: filter, pipeline, update, document, sort
	// Names are the keys under which there are such values, where the source
	// does not spell them out; nil: it does.
	Names *flow.Value
}

// Mapping tells whether keys and values come together, as those of
// request.json do where it is spread into a document: no key was chosen by
// the program.
func (s Sink) Mapping() bool {
	if s.Names == nil {
		return false
	}
	return slices.ContainsFunc(s.Names.Flows, func(n *flow.Step) bool {
		return slices.ContainsFunc(s.Value.Flows, func(v *flow.Step) bool { return v.Origin.Label() == n.Origin.Label() })
	})
}

// Way is the way of what the client sent, and where it was put into the
// query, if that is written apart from the call.
func (s Sink) Way(q *Query, of *flow.Step) []*flow.Step {
	path, at := of.Path(), q.Place()
	if s.Place == (flow.Place{}) || len(s.Path) == 0 || s.Place.File == at.File && s.Place.Line == at.Line {
		return path
	}
	return append(path, &flow.Step{Origin: of.Origin, Prev: of, Place: s.Place, What: "put under " + strings.Join(s.Path, " "), Kind: s.Value.Kind})
}

// Above are the operators around the value, the nearest first.
func (s Sink) Above() []string {
	var all []string
	for _, name := range slices.Backward(s.Path) {
		if strings.HasPrefix(name, "$") {
			all = append(all, name)
		}
	}
	return all
}

// Sinks lists all of the query that holds content from outside, with what the
// database takes it for. Arguments of commands are not among it. Weaknesses
// share the list: nobody changes it.
func (q *Query) Sinks() []Sink {
	q.looked.Do(func() { q.sinks = q.findSinks() })
	return q.sinks
}

func (q *Query) findSinks() []Sink {
	w := &sinks{}
	if q.Pipeline == nil { // else these tell again what is in the pipeline
		w.into("filter").filter(q.Filter, spot{})
		w.into("sort").keys(q.Sort, spot{})
		w.into("projection").projection(q.Projection)
	}
	w.into("pipeline").pipeline(q.Pipeline, spot{})
	w.into("update").update(q.Update, spot{})
	w.into("document").document(q.Document, spot{})
	w.into("field").name(AsField, q.Distinct, spot{})
	w.into("index").keys(q.Keys, spot{})
	if q.Verb != mongo.Command {
		w.into("collection").name(AsCollection, q.Query.Collection, spot{})
	}
	w.into("database").name(AsDatabase, q.Database, spot{})
	for _, name := range []string{"map", "reduce", "finalize"} {
		w.into(name).put(AsScript, q.Options[name], spot{}, nil)
	}
	w.into("array_filters").filters(q.Options["array_filters"], spot{})
	w.into("let").expression(q.Options["let"], spot{})
	w.into("new_name").name(AsCollection, q.Options["new_name"], spot{})
	if q.Pipeline == nil {
		w.into("filter").overlooked(q.Filter)
	}
	w.into("pipeline").overlooked(q.Pipeline)
	w.into("update").overlooked(q.Update)
	w.into("document").overlooked(q.Document)
	return w.all
}

// overlooked records what is where nothing is looked for: the server refuses
// it there, or nobody has told of it here.
func (w *sinks) overlooked(v *flow.Value) {
	known := map[*flow.Value]bool{}
	for _, s := range w.all {
		known[s.Value] = true
	}
	v.Walk(func(path []string, v *flow.Value) bool {
		if len(v.Flows) > 0 && !known[v] {
			w.put(AsConstant, v, spot{path: path}, nil)
		}
		return true
	})
}

// sinks gathers the sinks of a query.
type sinks struct {
	in  string
	all []Sink
}

func (w *sinks) into(in string) *sinks {
	w.in = in
	return w
}

// spot is where in an argument the walk is.
type spot struct {
	path  []string
	maybe bool
	place flow.Place
}

func (at spot) below(name string) spot {
	at.path = append(at.path[:len(at.path):len(at.path)], name)
	return at
}

// put records a value that has content from outside, or whose keys have.
func (w *sinks) put(as Meaning, v *flow.Value, at spot, names *flow.Value) {
	if v == nil || len(v.Flows) == 0 && (names == nil || len(names.Flows) == 0) {
		return
	}
	w.all = append(w.all, Sink{Member: Member{at.path, v, at.maybe, at.place}, As: as, In: w.in, Names: names})
}

// unspelled records what of a document the source does not spell out: the
// whole if it is from elsewhere, and members under other keys.
func (w *sinks) unspelled(whole, other Meaning, v *flow.Value, at spot) {
	if v == nil {
		return
	}
	rest, names := v.Rest()
	if len(v.Flows) > 0 {
		w.put(whole, v, at, names)
	}
	if rest == nil || len(v.Flows) > 0 && within(rest.Flows, v.Flows) {
		return
	}
	below := at.below("*")
	if written := v.Place(); written != (flow.Place{}) {
		below.place = written
	}
	w.put(other, rest, below, names)
}

// within tells whether all of the content is of the same origins.
func within(flows, of []*flow.Step) bool {
	return !slices.ContainsFunc(flows, func(s *flow.Step) bool {
		return !slices.ContainsFunc(of, func(o *flow.Step) bool { return o.Origin.Label() == s.Origin.Label() })
	})
}

// others calls f for what the source spells out below keys that it does not:
// {key: {"$regex": text}}.
func others(v *flow.Value, at spot, f func(v *flow.Value, at spot)) {
	if rest, _ := v.Rest(); rest != nil && len(v.Flows) == 0 && len(rest.Flows) == 0 && len(at.path) <= memberDepth {
		f(rest, at.below("*"))
	}
}

// spelled calls f for the members that the source spells out.
func spelled(v *flow.Value, at spot, f func(name string, v *flow.Value, at spot)) {
	if len(at.path) > memberDepth {
		return
	}
	for _, field := range v.Fields() {
		if field.Gone() {
			continue
		}
		below := at.below(field.Name)
		below.maybe = at.maybe || field.Maybe
		if field.Place != (flow.Place{}) {
			below.place = field.Place
		}
		f(field.Name, field.Value, below)
	}
}

// each calls f for the elements of a list that the source spells out.
func each(v *flow.Value, at spot, f func(v *flow.Value, at spot)) {
	elements, _ := v.Elements()
	if len(at.path) > memberDepth {
		return
	}
	for _, e := range elements {
		f(e, at.below("*"))
	}
}

// throughout records a value and all that is known to be in it.
func (w *sinks) throughout(as Meaning, v *flow.Value, at spot) {
	v.Walk(func(path []string, v *flow.Value) bool {
		below := at
		below.path = append(at.path[:len(at.path):len(at.path)], path...)
		w.put(as, v, below, nil)
		return true
	})
}

// name records a name, or a list of names.
func (w *sinks) name(as Meaning, v *flow.Value, at spot) {
	w.put(as, v, at, nil)
	each(v, at, func(e *flow.Value, at spot) { w.put(as, e, at, nil) })
}

// keys records the fields of a sort or an index: one, a list of them or of
// pairs, or the keys of a document.
func (w *sinks) keys(v *flow.Value, at spot) {
	w.put(AsField, v, at, nil)
	each(v, at, func(e *flow.Value, at spot) {
		if pair, _ := e.Elements(); len(pair) > 0 {
			w.put(AsField, pair[0], at, nil)
			return
		}
		w.keys(e, at)
	})
	w.chosenKeys(v, at)
}

// chosenKeys records the keys of a document that the source does not spell
// out, if its values do not matter.
func (w *sinks) chosenKeys(v *flow.Value, at spot) {
	if _, names := v.Rest(); names != nil && len(v.Flows) == 0 {
		w.put(AsField, names, at.below("*"), nil)
	}
}

func (w *sinks) projection(v *flow.Value) {
	w.name(AsField, v, spot{})
	w.chosenKeys(v, spot{})
}

// OfDatabase tells whether the call is of a database, and of none of its
// collections: db.command, db.aggregate.
func (q *Query) OfDatabase() bool {
	if q.Verb == mongo.Command {
		return true
	}
	if q.Event.Call == nil || q.Event.Call.Self == nil {
		return false
	}
	return slices.ContainsFunc(q.Event.Call.Self.Objects(), func(o *flow.Instance) bool { return strings.HasSuffix(o.Type, "Database") })
}

// Spelled is where the argument that is the value was written; of values
// that are no argument of their own it is the place of the call.
func (q *Query) Spelled(v *flow.Value) flow.Place {
	at := q.Place()
	call := q.Event.Call
	if call == nil || call.Node == nil {
		return at
	}
	start := syntax.Start(call.Node)
	if flow.PlaceOf(at.File, start) != at {
		return at // of a bulk write, whose parts were written before
	}
	for i, a := range call.Args {
		if a == v && i < len(call.Node.Args) {
			start = syntax.Start(call.Node.Args[i])
		}
	}
	for _, k := range call.Node.Keywords {
		if k.Arg != "" && v == call.Arg(-1, k.Arg) {
			start = syntax.Start(k.Value)
		}
	}
	return flow.PlaceOf(at.File, start)
}
