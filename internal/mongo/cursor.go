package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// cursorType is of what find and aggregate give: a list of documents that is
// also an instance, with the query as its data. Motor's and the asynchronous
// cursors are the same.
const cursorType = "pymongo.Cursor"

func cursors() flow.Library {
	lib := flow.Library{
		cursorType:                  {Index: func(r *flow.Reading, _ *flow.Value) *flow.Value { return r.Self.Element() }, Slice: sliced},
		cursorType + ".limit":       {Call: cursorLimit},
		cursorType + ".to_list":     {Call: cursorList},
		cursorType + ".skip":        {Call: chained(func(q *Query, c *flow.Call) { q.Skip = argument(c, 0, "skip") })},
		cursorType + ".sort":        {Call: chained(func(q *Query, c *flow.Call) { q.Sort = sortOf(c) })},
		cursorType + ".where":       {Call: chained(where)},
		cursorType + ".hint":        {Call: chained(func(q *Query, c *flow.Call) { q.option("hint", argument(c, 0, "index")) })},
		cursorType + ".next":        {Call: func(c *flow.Call) *flow.Value { return c.Self.Element() }},
		cursorType + ".try_next":    {Call: func(c *flow.Call) *flow.Value { return orNone(c.Self.Element()) }},
		cursorType + ".count":       {Call: cursorCount},
		cursorType + ".distinct":    {Call: cursorDistinct},
		cursorType + ".explain":     {Gives: flow.Document},
		cursorType + ".close":       {Call: func(*flow.Call) *flow.Value { return flow.None }},
		cursorType + ".alive":       {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }},
		cursorType + ".fetch_next":  {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }},
		cursorType + ".next_object": {Call: func(c *flow.Call) *flow.Value { return c.Self.Element() }},
		cursorType + ".collection": {Get: func(r *flow.Reading) *flow.Value {
			q := queryOf(r.Self)
			if q == nil {
				return nil
			}
			return r.Run.NewInstance(collectionType, r.Place, collection{q.Driver, nameOf(q.Collection), nameOf(q.Database)})
		}},
	}
	for _, method := range []string{"batch_size", "max_time_ms", "max_await_time_ms", "max_scan", "comment", "collation", "allow_disk_use",
		"clone", "rewind", "add_option", "remove_option", "max", "min", "__enter__", "__iter__", "__aiter__", "__copy__", "__deepcopy__"} {
		lib[cursorType+"."+method] = flow.Entry{Call: self}
	}
	return lib
}

// cursor gives a list of documents that is known to be the query's.
func cursor(c *flow.Call, q *Query) *flow.Value {
	v := flow.Join(flow.ManyOf(q.document(c.Place)), c.Run.NewInstance(cursorType, c.Place, q))
	if q.Owned {
		v = v.With(flow.Own)
	}
	return cut(v, q.Limit)
}

func commandCursor(c *flow.Call, q *Query) *flow.Value { return cursor(c, q) }

func changeStream(c *flow.Call, q *Query) *flow.Value {
	event := flow.DocumentOf(
		flow.Field{Name: "fullDocument", Value: q.whole(c.Place)},
		flow.Field{Name: "operationType", Value: flow.Of(flow.Text)},
		flow.Field{Name: "documentKey", Value: flow.DocumentOf(flow.Field{Name: "_id", Value: flow.Of(flow.ObjectID)})})
	return flow.Join(flow.ManyOf(event), c.Run.NewInstance(cursorType, c.Place, q))
}

func rawBatches(c *flow.Call, q *Query) *flow.Value {
	v := q.whole(c.Place)
	return flow.ManyOf(v.As(flow.Bytes))
}

// cut is a list that a limit has bounded, if it is a limit that the program
// chose. Where a limit is set on some ways only, joining forgets the check.
func cut(v, limit *flow.Value) *flow.Value {
	if n, ok := limit.Number(); ok && n != 0 || limit.Has(flow.AtMost) {
		return v.With(flow.AtMost | flow.Bounded)
	}
	return v
}

// queryOf is the query of a cursor, nil for none.
func queryOf(v *flow.Value) *Query {
	for _, o := range v.Objects() {
		if q, ok := o.Data.(*Query); ok && o.Type == cursorType {
			return q
		}
	}
	return nil
}

// queriesOf are the queries of a cursor that the run itself has made. Others
// are not to be changed: runs share them.
func queriesOf(run *flow.Run, v *flow.Value) []*Query {
	var all []*Query
	for _, o := range v.Objects() {
		if q, ok := o.Data.(*Query); ok && o.Type == cursorType && q.run == run {
			all = append(all, q)
		}
	}
	return all
}

// chained is a method that changes the query and gives the cursor.
func chained(change func(q *Query, c *flow.Call)) func(c *flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		for _, q := range queriesOf(c.Run, c.Self) {
			change(q, c)
		}
		return c.Self
	}
}

func cursorLimit(c *flow.Call) *flow.Value {
	limit := argument(c, 0, "limit")
	for _, q := range queriesOf(c.Run, c.Self) {
		q.limit(c.Run, limit)
	}
	return cut(c.Self, limit)
}

// cursorList is to_list(length), which bounds too.
func cursorList(c *flow.Call) *flow.Value {
	length := argument(c, 0, "length")
	for _, q := range queriesOf(c.Run, c.Self) {
		if q.Limit == nil && length != nil {
			q.limit(c.Run, length)
		}
	}
	v := flow.ManyOf(c.Self.Element()).With(c.Self.Checks & (flow.Own | flow.AtMost | flow.Bounded))
	return cut(v, length)
}

// sliced is cursor[lower:upper].
func sliced(r *flow.Reading, lower, upper *flow.Value) *flow.Value {
	for _, q := range queriesOf(r.Run, r.Self) {
		if lower != nil {
			q.Skip = lower
		}
		if upper != nil {
			q.limit(r.Run, upper)
		}
	}
	return cut(r.Self, upper)
}

// limit sets the limit, perhaps on some ways only.
func (q *Query) limit(run *flow.Run, limit *flow.Value) {
	q.Limit = limit
	q.Partly = asked(run, q.before, limit)
}

// asked tells whether, since before, a condition has asked for the value.
func asked(run *flow.Run, before *flow.Fact, v *flow.Value) bool {
	for f := range run.Facts().All {
		if f == before {
			return false
		}
		if about(f, v) {
			return true
		}
	}
	return false
}

// about tells whether a condition asks whether there is a value, of the same
// origin as v: "if limit:", "if limit is not None:". A comparison of size is
// no such question.
func about(f *flow.Fact, v *flow.Value) bool {
	subject := f.Left
	switch f.Op {
	case "<", "<=", ">", ">=", "isinstance", "in":
		return false
	case "call":
		subject, _ = f.Data.(*flow.Value)
	}
	for _, s := range subject.FromSource(flow.Request) {
		for _, t := range v.FromSource(flow.Request) {
			if s.Origin.Label() == t.Origin.Label() {
				return true
			}
		}
	}
	return false
}

// sortOf is sort(key, direction) and sort([(key, direction)]).
func sortOf(c *flow.Call) *flow.Value {
	key, direction := argument(c, 0, "key_or_list"), argument(c, 1, "direction")
	if key == nil || direction == nil {
		return key
	}
	return flow.ListOf(flow.ListOf(key, direction))
}

func where(q *Query, c *flow.Call) {
	code := argument(c, 0, "code")
	if code == nil {
		return
	}
	filter := q.Filter
	if filter == nil {
		filter = flow.DocumentOf()
	}
	q.Filter = filter.WithField(flow.Field{Name: "$where", Value: code, Place: c.Place})
}

func cursorCount(c *flow.Call) *flow.Value {
	return again(c, "count", Count, func(q *Query) *flow.Value { return number(c, q) })
}

func cursorDistinct(c *flow.Call) *flow.Value {
	return again(c, "distinct", Distinct, func(q *Query) *flow.Value {
		q.Distinct = argument(c, 0, "key")
		return distinctValues(c, q)
	})
}

// again asks the server something else with the cursor's filter.
func again(c *flow.Call, method string, verb Verb, gives func(q *Query) *flow.Value) *flow.Value {
	old := queryOf(c.Self)
	if old == nil {
		return flow.Nothing
	}
	q := *old
	q.Method, q.Verb = method, verb
	v := gives(&q)
	q.emit(c)
	return v
}

func orNone(v *flow.Value) *flow.Value { return v.As(v.Kind | flow.Null) }
