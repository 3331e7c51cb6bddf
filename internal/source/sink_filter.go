package source

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// filter records what is in a filter.
// https://www.mongodb.com/docs/manual/reference/operator/query/
func (w *sinks) filter(v *flow.Value, at spot) {
	w.unspelled(AsFilter, AsCondition, v, at)
	others(v, at, w.condition)
	spelled(v, at, w.clause)
}

func (w *sinks) filters(v *flow.Value, at spot) {
	w.put(AsFilter, v, at, nil)
	each(v, at, w.filter)
}

func (w *sinks) clause(name string, v *flow.Value, at spot) {
	switch name {
	case "$and", "$or", "$nor":
		w.filters(v, at)
	case "$expr":
		w.expression(v, at)
	case "$where":
		w.put(AsScript, v, at, nil)
	case "$query": // of old servers: {$query: …, $orderby: …}
		w.filter(v, at)
	case "$orderby":
		w.keys(v, at)
	case "$text", "$comment", "$jsonSchema":
		w.throughout(AsConstant, v, at)
	default:
		w.condition(v, at)
	}
}

// condition records what a field must be.
func (w *sinks) condition(v *flow.Value, at spot) {
	switch {
	case v == nil:
		return
	case v.Kind.Only(flow.Pattern | flow.Null):
		w.put(AsPattern, v, at, nil)
		return
	case v.Kind.Can(flow.Pattern):
		w.put(AsPattern, v, at, nil)
	}
	w.unspelled(AsCondition, AsCondition, v, at)
	spelled(v, at, func(name string, v *flow.Value, at spot) {
		if strings.HasPrefix(name, "$") {
			w.operator(name, v, at)
		} else {
			w.throughout(AsConstant, v, at) // an object to be equal to
		}
	})
	each(v, at, func(e *flow.Value, at spot) { w.throughout(AsConstant, e, at) })
}

func (w *sinks) operator(name string, v *flow.Value, at spot) {
	switch name {
	case "$not":
		w.condition(v, at)
	case "$elemMatch":
		w.elemMatch(v, at)
	case "$all": // of the operators only $elemMatch may be in it
		w.put(AsConstant, v, at, nil)
		each(v, at, w.condition)
	case "$in", "$nin": // the server refuses operators here, and takes patterns
		w.put(AsConstant, v, at, nil)
		each(v, at, func(e *flow.Value, at spot) {
			if e.Kind.Can(flow.Pattern) {
				w.put(AsPattern, e, at, nil)
			} else {
				w.throughout(AsConstant, e, at)
			}
		})
	case "$regex":
		w.put(AsPattern, v, at, nil)
	default:
		w.throughout(AsConstant, v, at)
	}
}

// elemMatch holds a filter for elements that are documents, or a condition.
func (w *sinks) elemMatch(v *flow.Value, at spot) {
	for _, f := range v.Fields() {
		if strings.HasPrefix(f.Name, "$") && f.Name != "$and" && f.Name != "$or" && f.Name != "$nor" {
			w.condition(v, at)
			return
		}
	}
	w.filter(v, at)
}
