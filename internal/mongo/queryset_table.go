package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// steps are the methods of a QuerySet that give another one.
var steps = map[string]func(s *querySet, c *flow.Call){
	"filter":      func(s *querySet, c *flow.Call) { s.narrowed(c, c.Keywords) },
	"search_text": searchText,
	"where": func(s *querySet, c *flow.Call) {
		s.filter = orEmpty(s.filter).WithField(flow.Field{Name: "$where", Value: orNothing(argument(c, 0, "where_clause")), Place: c.Place})
	},
	"order_by":    func(s *querySet, c *flow.Call) { s.sort = s.ordered(c) },
	"skip":        func(s *querySet, c *flow.Call) { s.skip = argument(c, 0, "n") },
	"limit":       func(s *querySet, c *flow.Call) { s.bound(c.Run, argument(c, 0, "n")) },
	"only":        func(s *querySet, c *flow.Call) { s.projection = s.fieldNames(c, 1) },
	"exclude":     func(s *querySet, c *flow.Call) { s.projection = s.fieldNames(c, 0) },
	"fields":      func(s *querySet, c *flow.Call) { s.projection = shownFields(s, c) },
	"all_fields":  func(s *querySet, c *flow.Call) { s.projection = nil },
	"as_pymongo":  func(s *querySet, c *flow.Call) { s.plain = true },
	"scalar":      func(s *querySet, c *flow.Call) { s.scalar = c.Args },
	"values_list": func(s *querySet, c *flow.Call) { s.scalar = c.Args },
	"none":        func(s *querySet, c *flow.Call) { s.limit = flow.NumberOf(1) },
}

// sameSteps give the set as it is.
const sameSteps = `all clone no_sub_classes select_related hint batch_size collation comment explain_ snapshot allow_disk_use timeout read_preference
	read_concern max_time_ms no_dereference no_cache cache using rewind clear_cls_query clear_initial_query`

func searchText(s *querySet, c *flow.Call) {
	text := orNothing(argument(c, 0, "text"))
	search := flow.DocumentOf(flow.Field{Name: "$search", Value: text, Place: c.Place})
	s.filter = merged(s.filter, flow.DocumentOf(flow.Field{Name: "$text", Value: search, Place: c.Place}))
}

// shownFields is fields(name=1, slice__comments=5).
func shownFields(s *querySet, c *flow.Call) *flow.Value {
	doc := orEmpty(s.projection)
	for _, k := range c.Keywords {
		if k.Name == "" {
			rest, names := k.Value.Rest()
			doc = doc.WithRest(orNothing(rest), orNothing(names))
			continue
		}
		doc = doc.Merge(s.lookup(c).keyword(k.Name, k.Value))
	}
	return doc
}

// asks are the methods that ask the server, or tell it to do something.
var asks = map[string]func(s *querySet, c *flow.Call) *flow.Value{
	"get":          func(s *querySet, c *flow.Call) *flow.Value { return s.one(c, c.Keywords, 0) },
	"get_or_404":   func(s *querySet, c *flow.Call) *flow.Value { return s.one(c, without(c.Keywords, "message"), 0) },
	"first":        func(s *querySet, c *flow.Call) *flow.Value { return s.one(bare(c), nil, flow.Null) },
	"first_or_404": func(s *querySet, c *flow.Call) *flow.Value { return s.one(bare(c), nil, 0) },
	"with_id": func(s *querySet, c *flow.Call) *flow.Value {
		return s.one(bare(c), []flow.Keyword{{Name: "pk", Value: orNothing(argument(c, 0, "object_id"))}}, flow.Null)
	},
	"in_bulk":          inBulk,
	"create":           func(s *querySet, c *flow.Call) *flow.Value { return s.create(c) },
	"insert":           func(s *querySet, c *flow.Call) *flow.Value { return s.insert(c) },
	"count":            func(s *querySet, c *flow.Call) *flow.Value { s.ask(c, "count", Count); return flow.Of(flow.Number) },
	"sum":              func(s *querySet, c *flow.Call) *flow.Value { return s.computes(c, flow.Of(flow.Number)) },
	"average":          func(s *querySet, c *flow.Call) *flow.Value { return s.computes(c, flow.Of(flow.Number)) },
	"item_frequencies": func(s *querySet, c *flow.Call) *flow.Value { return s.computes(c, flow.Of(flow.Document)) },
	"distinct":         distinctOf,
	"aggregate":        aggregated,
	"map_reduce":       mapReduced,
	"exec_js":          executed,
	"to_json":          func(s *querySet, c *flow.Call) *flow.Value { return flowing(c, flow.Text, "written as JSON") },
	"from_json":        func(s *querySet, c *flow.Call) *flow.Value { return flow.ManyOf(s.model.parsed(c)) },
	"delete": func(s *querySet, c *flow.Call) *flow.Value {
		s.write(c, "delete", Delete, false)
		return flow.Of(flow.Number)
	},
	"update":         func(s *querySet, c *flow.Call) *flow.Value { s.update(c, "update"); return flow.Of(flow.Number) },
	"update_one":     func(s *querySet, c *flow.Call) *flow.Value { s.update(c, "update_one"); return flow.Of(flow.Number) },
	"upsert_one":     func(s *querySet, c *flow.Call) *flow.Value { return s.object(c, s.update(c, "upsert_one"), 0) },
	"modify":         modified,
	"paginate":       paginated,
	"paginate_field": paginated,
	"explain":        func(*querySet, *flow.Call) *flow.Value { return flow.Of(flow.Document) },
	"next":           func(_ *querySet, c *flow.Call) *flow.Value { return c.Self.Element() },
}

// bare is the call without arguments: those of first(message) are none of the
// query.
func bare(c *flow.Call) *flow.Call {
	b := *c
	b.Args, b.Keywords = nil, nil
	return &b
}

// ask leaves the event of a question that leaves the set as it is.
func (s *querySet) ask(c *flow.Call, method string, verb Verb) *Query {
	q := s.query(method, verb)
	q.tell(inCall(c))
	return q
}

// write leaves the event of what the set is made for.
func (s *querySet) write(c *flow.Call, method string, verb Verb, one bool) *Query {
	s.retract(c.Run)
	q := s.query(method, verb)
	q.One = one
	q.tell(inCall(c))
	return q
}

// one is the object that the set and more conditions select.
func (s *querySet) one(c *flow.Call, keywords []flow.Keyword, or flow.Kind) *flow.Value {
	s.narrowed(c, keywords)
	q := s.write(c, methodOf(c.Name), Read, true)
	return s.object(c, q, or)
}

func (s *querySet) object(c *flow.Call, q *Query, or flow.Kind) *flow.Value {
	v := s.element(inCall(c), q)
	if or == 0 { // get raises, or ends the request, when there is none
		c.Assume(flow.Fact{Op: "truthy", Left: v})
	}
	return v.As(v.Kind | or)
}

func inBulk(s *querySet, c *flow.Call) *flow.Value {
	s.filter = s.lookup(c).keyword("pk__in", orNothing(argument(c, 0, "object_ids")))
	q := s.write(c, "in_bulk", Read, false)
	return flow.DocumentOf().WithRest(s.element(inCall(c), q), flow.Of(flow.Unknown))
}

func (s *querySet) computes(c *flow.Call, v *flow.Value) *flow.Value {
	q := s.query(methodOf(c.Name), Aggregate)
	q.option("field", argument(c, 0, "field"))
	q.tell(inCall(c))
	return v
}

func distinctOf(s *querySet, c *flow.Call) *flow.Value {
	q := s.query("distinct", Distinct)
	q.Distinct = argument(c, 0, "field")
	q.tell(inCall(c))
	return flow.ManyOf(s.member(q.whole(c.Place), orNothing(q.Distinct)))
}

// aggregated is aggregate([…]) and the older aggregate(stage, stage). What
// the set selects comes first.
func aggregated(s *querySet, c *flow.Call) *flow.Value {
	q := s.query("aggregate", Aggregate)
	q.Pipeline = s.pipeline(c)
	if _, exact := q.Pipeline.Elements(); exact {
		q.Filter = nil // settle finds it in the pipeline
	}
	for _, k := range without(c.Keywords, "pipeline") {
		if k.Name != "" {
			q.option(k.Name, k.Value)
		}
	}
	q.settle()
	s.retract(c.Run)
	q.tell(inCall(c))
	return cursor(c, q)
}

// pipeline is that of the call, behind stages for what the set says.
func (s *querySet) pipeline(c *flow.Call) *flow.Value {
	v := argument(c, 0, "pipeline")
	switch {
	case v != nil && (len(c.Args) > 1 || v.Kind.Only(flow.Document)):
		v = flow.ListOf(c.Args...)
	case v == nil && c.Star != nil:
		v = flow.ManyOf(c.Star)
	}
	stages, exact := v.Elements()
	if !exact {
		return v
	}
	var first []*flow.Value
	for _, part := range []struct {
		operator string
		v        *flow.Value
	}{{"$match", s.filter}, {"$sort", s.sort}, {"$limit", s.limit}, {"$skip", s.skip}} {
		if part.v != nil {
			first = append(first, flow.DocumentOf(flow.Field{Name: part.operator, Value: part.v, Place: c.Place}))
		}
	}
	return flow.ListOf(append(first, stages...)...)
}

func mapReduced(s *querySet, c *flow.Call) *flow.Value {
	q := s.query("map_reduce", Aggregate)
	q.arguments(c, signatureOf("map_f=map reduce_f=reduce output=out finalize_f=finalize limit scope"))
	q.tell(inCall(c))
	return answers(c, q)
}

// executed is exec_js(code, *fields, **options): the server runs the code.
func executed(s *querySet, c *flow.Call) *flow.Value {
	q := s.query("exec_js", Command)
	code := orNothing(argument(c, 0, "code"))
	q.Command = flow.DocumentOf(flow.Field{Name: "$eval", Value: code, Place: c.Place})
	q.tell(inCall(c))
	return q.whole(c.Place).As(flow.Unknown)
}

// updating are arguments of update that are no changes.
var updating = []string{"upsert", "multi", "write_concern", "read_concern", "full_result", "array_filters", "full_response", "remove", "new"}

func (s *querySet) update(c *flow.Call, method string) *Query {
	s.retract(c.Run)
	q := s.query(method, Update)
	q.One = method == "update_one" || method == "upsert_one" || method == "modify"
	if multi := explicit(c, "multi"); multi != nil && !isTrue(multi) {
		q.One = true
	}
	for _, name := range updating {
		if v := explicit(c, name); v != nil {
			q.option(name, v)
		}
	}
	q.Update = s.lookup(c).update(without(c.Keywords, updating...))
	if method == "upsert_one" {
		q.option("upsert", flow.BoolOf(true))
	}
	q.tell(inCall(c))
	return q
}

func modified(s *querySet, c *flow.Call) *flow.Value {
	if isTrue(explicit(c, "remove")) {
		return s.object(c, s.write(c, "modify", Delete, true), flow.Null)
	}
	return s.object(c, s.update(c, "modify"), flow.Null)
}

const paginationType = "flask_mongoengine.Pagination"

// paginated is flask_mongoengine's paginate(page, per_page).
func paginated(s *querySet, c *flow.Call) *flow.Value {
	s.skip, s.limit = argument(c, 0, "page"), argument(c, 1, "per_page")
	s.retract(c.Run)
	q := s.query("paginate", Read)
	q.tell(inCall(c))
	items := cut(flow.ManyOf(s.element(inCall(c), q)), s.limit)
	return c.Run.NewInstance(paginationType, c.Place, page{items})
}

// page is the data of a Pagination.
type page struct{ items *flow.Value }

// create is Model.objects.create(name=x).
func (s *querySet) create(c *flow.Call) *flow.Value {
	s.retract(c.Run)
	if s.model == nil {
		return flow.Nothing
	}
	v := s.model.construct(c, c.Keywords)
	insertObjects(c, "create", v, true)
	return v
}

// insert is Model.objects.insert(object, or a list of them).
func (s *querySet) insert(c *flow.Call) *flow.Value {
	s.retract(c.Run)
	v := orNothing(argument(c, 0, "doc_or_docs"))
	insertObjects(c, "insert", v, false)
	return v
}

func querySets() flow.Library {
	lib := flow.Library{
		querySetType: {
			Call: func(c *flow.Call) *flow.Value {
				s := querySetOf(c.Self)
				b := *c
				if q := explicit(c, "q_obj"); q != nil {
					b.Args = append(b.Args[:len(b.Args):len(b.Args)], q)
				}
				return s.narrowed(&b, without(c.Keywords, "q_obj")).read(inCall(c))
			},
			Index:  func(r *flow.Reading, _ *flow.Value) *flow.Value { return r.Self.Element() },
			Slice:  slicedSet,
			Member: ofCustomSet,
		},
		paginationType: {},
		paginationType + ".items": {Get: func(r *flow.Reading) *flow.Value {
			for _, o := range r.Self.Objects() {
				if p, ok := o.Data.(page); ok {
					return p.items
				}
			}
			return nil
		}},
		"mongoengine.queryset.QuerySet":            {Same: querySetType},
		"mongoengine.QuerySetNoCache":              {Bases: []string{querySetType}},
		"flask_mongoengine.BaseQuerySet":           {Bases: []string{querySetType}},
		"flask_mongoengine.documents.BaseQuerySet": {Bases: []string{querySetType}},
		conditionType:                           {Call: newCondition, Binary: combine},
		"mongoengine.queryset.Q":                {Same: conditionType},
		"mongoengine.queryset.visitor.Q":        {Same: conditionType},
		"mongoengine.queryset_manager":          {Call: managed},
		"mongoengine.queryset.queryset_manager": {Same: "mongoengine.queryset_manager"},
		managerType: {Member: func(r *flow.Reading, name string) *flow.Value {
			return r.Run.Get(managedSet(r.Run, r.Self, r.Place, inReading(r)), name)
		}},
	}
	for _, count := range []string{"total", "pages", "page", "per_page", "prev_num", "next_num"} {
		lib[paginationType+"."+count] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Number) }}
	}
	for name, change := range steps {
		lib[querySetType+"."+name] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			s := querySetOf(c.Self)
			change(s, c)
			return s.read(inCall(c))
		}}
	}
	for name := range setOf(sameSteps) {
		lib[querySetType+"."+name] = flow.Entry{Call: self}
	}
	for name, ask := range asks {
		lib[querySetType+"."+name] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return ask(querySetOf(c.Self), c) }}
	}
	return lib
}

func newCondition(c *flow.Call) *flow.Value {
	return c.Run.NewInstance(conditionType, c.Place, &condition{keywords: c.Keywords})
}

// combine is Q(…) & Q(…), Q(…) | Q(…) and ~Q(…).
func combine(r *flow.Reading, op string, other *flow.Value) *flow.Value {
	of := []*flow.Value{r.Self}
	if other != nil {
		of = append(of, other)
	}
	return r.Run.NewInstance(conditionType, r.Place, &condition{op: op, of: of})
}

// slicedSet is Model.objects[lower:upper].
func slicedSet(r *flow.Reading, lower, upper *flow.Value) *flow.Value {
	s := querySetOf(r.Self)
	if lower != nil {
		s.skip = lower
	}
	if upper != nil {
		s.bound(r.Run, upper)
	}
	return s.read(inReading(r))
}

// ofCustomSet is a method of the class that meta names as queryset_class.
func ofCustomSet(r *flow.Reading, name string) *flow.Value {
	s := querySetOf(r.Self)
	if s.model == nil {
		return nil
	}
	meta := s.model.Class.Attr("meta")
	if meta == nil {
		return nil
	}
	custom, _ := meta.Lookup("queryset_class")
	class := classOf(custom)
	if class == nil || class.Attr(name) == nil {
		return nil
	}
	method, self := class.Attr(name), r.Self
	return flow.Callable(func(c *flow.Call) *flow.Value {
		return c.Invoke(method, append([]*flow.Value{self}, c.Args...), c.Keywords)
	})
}

// managerType is of a function that queryset_manager has decorated; its data
// is the function.
const managerType = "mongoengine.QuerySetManager"

type manager struct{ fn *flow.Value }

func managed(c *flow.Call) *flow.Value {
	v := c.Run.NewInstance(managerType, c.Place, manager{orNothing(c.Arg(0, "func"))})
	return flow.Join(v, flow.Callable(func(c *flow.Call) *flow.Value {
		return c.Invoke(managedSet(c.Run, v, c.Place, inCall(c)), nil, c.Keywords)
	}))
}

// managedSet is the set that the function of a manager makes.
func managedSet(run *flow.Run, v *flow.Value, place flow.Place, at here) *flow.Value {
	for _, o := range v.Objects() {
		m, ok := o.Data.(manager)
		if !ok {
			continue
		}
		for _, t := range m.fn.Targets() {
			if t.Func == nil {
				continue
			}
			set := (&querySet{model: modelOf(t.Func.Class)}).read(at)
			return run.Call(m.fn, []*flow.Value{flow.Nothing, set}, nil, place)
		}
	}
	return flow.Nothing
}
