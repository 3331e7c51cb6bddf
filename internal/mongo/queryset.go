package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// querySetType is of Model.objects and of what its methods give: a list of
// objects that is also an instance, with a [*querySet] as its data.
const querySetType = "mongoengine.QuerySet"

// querySet is a query that is being put together. Each step makes another,
// and takes the event of the one before back: nothing was sent as yet.
type querySet struct {
	model      *Model // nil: not known
	filter     *flow.Value
	projection *flow.Value
	sort       *flow.Value
	skip       *flow.Value
	limit      *flow.Value
	scalar     []*flow.Value // fields of scalar() and values_list()
	plain      bool          // as_pymongo(): documents, not objects
	partly     bool

	told []*Query // of which the events are
}

// here is where something happens: a call, or a name being read.
type here struct {
	run   *flow.Run
	place flow.Place
	emit  func(op string, data any) *flow.Event
}

func inCall(c *flow.Call) here { return here{c.Run, c.Place, c.Emit} }

func inReading(r *flow.Reading) here { return here{r.Run, r.Place, r.Emit} }

// query is what the set asks, under the name of a method.
func (s *querySet) query(method string, verb Verb) *Query {
	q := &Query{
		Driver: "mongoengine", Method: method, Verb: verb, Filter: s.filter, Projection: s.projection,
		Sort: s.sort, Skip: s.skip, Limit: s.limit, Partly: s.partly,
	}
	if s.model != nil {
		q.Name = s.model.Collection
		q.Collection = flow.TextOf(q.Name)
	}
	return q
}

// read tells of the set as it would be read now, and gives its objects.
func (s *querySet) read(at here) *flow.Value {
	s.retract(at.run)
	q := s.query("objects", Read)
	q.tell(at)
	s.told = []*Query{q}
	v := flow.Join(flow.ManyOf(s.element(at, q)), at.run.NewInstance(querySetType, at.place, s))
	if q.Owned {
		v = v.With(flow.Own)
	}
	return cut(v, s.limit)
}

// retract takes back what was told of earlier steps.
func (s *querySet) retract(run *flow.Run) {
	for _, q := range s.told {
		if q.run == run && q.event != nil {
			q.event.Op = "superseded"
		}
	}
}

// tell leaves the event of a query of mongoengine.
func (q *Query) tell(at here) {
	q.Owned = owned(q.Filter)
	q.run, q.before = at.run, at.run.Facts()
	q.event = at.emit("query", q)
}

// element is what the set yields.
func (s *querySet) element(at here, q *Query) *flow.Value {
	v := q.document(at.place)
	switch {
	case len(s.scalar) == 1:
		return s.member(v, s.scalar[0])
	case len(s.scalar) > 1:
		var all []*flow.Value
		for _, name := range s.scalar {
			all = append(all, s.member(v, name))
		}
		return flow.ListOf(all...)
	case s.plain || s.model == nil:
		return v
	}
	return s.model.object(at, q, v)
}

func (s *querySet) member(v, name *flow.Value) *flow.Value {
	text, ok := name.Text()
	if !ok {
		return v.As(flow.Unknown)
	}
	path, _ := lookup{model: s.model}.path(strings.Split(text, "__"))
	for part := range strings.SplitSeq(path, ".") {
		v, _ = v.Lookup(part)
	}
	return v
}

// querySetOf is the set that a value is. One of several ways becomes one
// whose filter may or may not have what each had.
func querySetOf(v *flow.Value) *querySet {
	var all *querySet
	for _, o := range v.Objects() {
		s, ok := o.Data.(*querySet)
		switch {
		case !ok:
		case all == nil:
			one := *s
			all = &one
		default:
			all = all.or(s)
		}
	}
	if all == nil {
		return &querySet{}
	}
	return all
}

func (s *querySet) or(o *querySet) *querySet {
	joined := *s
	joined.filter = flow.Join(orEmpty(s.filter), orEmpty(o.filter))
	joined.partly = s.partly || o.partly || (s.limit == nil) != (o.limit == nil)
	joined.limit = flow.Join(s.limit, o.limit)
	joined.sort, joined.skip = flow.Join(s.sort, o.sort), flow.Join(s.skip, o.skip)
	if s.projection == nil || o.projection == nil {
		joined.projection = nil
	}
	joined.told = append(s.told[:len(s.told):len(s.told)], o.told...)
	return &joined
}

func (s *querySet) lookup(c *flow.Call) lookup { return lookup{s.model, c.Run, c.Place, c.Emit} }

// bound sets the limit, perhaps on some ways only.
func (s *querySet) bound(run *flow.Run, limit *flow.Value) {
	s.limit, s.partly = limit, false
	for _, q := range s.told {
		s.partly = s.partly || asked(run, q.before, limit)
	}
}

// narrowed is the set with more conditions: those of a call.
func (s *querySet) narrowed(c *flow.Call, keywords []flow.Keyword) *querySet {
	s.filter = merged(s.filter, s.lookup(c).filter(c.Args, keywords))
	return s
}

// without are the keywords of a call but for those that are no lookups.
func without(keywords []flow.Keyword, names ...string) []flow.Keyword {
	var rest []flow.Keyword
next:
	for _, k := range keywords {
		for _, name := range names {
			if k.Name == name {
				continue next
			}
		}
		rest = append(rest, k)
	}
	return rest
}

// fieldNames are names of fields as the database has them, for a projection.
func (s *querySet) fieldNames(c *flow.Call, shown float64) *flow.Value {
	doc := orEmpty(s.projection)
	for _, a := range c.Args {
		name, ok := a.Text()
		if !ok {
			doc = doc.WithRest(flow.NumberOf(shown), a)
			continue
		}
		path, _ := s.lookup(c).path(strings.Split(strings.ReplaceAll(name, ".", "__"), "__"))
		doc = doc.WithField(flow.Field{Name: path, Value: flow.NumberOf(shown), Place: c.Place})
	}
	return doc
}

// ordered is order_by("-created", "name"), as pairs.
func (s *querySet) ordered(c *flow.Call) *flow.Value {
	var pairs []*flow.Value
	for _, a := range c.Args {
		name, ok := a.Text()
		if !ok {
			pairs = append(pairs, flow.ListOf(a, flow.NumberOf(1)))
			continue
		}
		direction := 1.0
		if strings.HasPrefix(name, "-") {
			direction = -1
		}
		path, _ := s.lookup(c).path(strings.Split(strings.TrimLeft(name, "+-"), "__"))
		pairs = append(pairs, flow.ListOf(flow.TextOf(path), flow.NumberOf(direction)))
	}
	if c.Star != nil {
		return flow.ManyOf(flow.ListOf(c.Star, flow.NumberOf(1)))
	}
	if raw := argument(c, -1, "__raw__"); raw != nil {
		return raw
	}
	return flow.ListOf(pairs...)
}
