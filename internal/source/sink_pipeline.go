package source

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// pipeline records what is in an aggregation.
// https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
func (w *sinks) pipeline(v *flow.Value, at spot) {
	w.put(AsPipeline, v, at, nil)
	each(v, at, func(stage *flow.Value, at spot) {
		w.unspelled(AsStage, AsStage, stage, at)
		spelled(stage, at, w.stage)
	})
}

func (w *sinks) stage(name string, v *flow.Value, at spot) {
	switch name {
	case "$match":
		w.filter(v, at)
	case "$lookup", "$graphLookup":
		w.put(AsStage, v, at, nil)
		spelled(v, at, w.lookup)
	case "$unionWith":
		w.put(AsCollection, v, at, nil)
		spelled(v, at, w.lookup)
	case "$out", "$merge":
		w.put(AsCollection, v, at, nil)
		spelled(v, at, w.target)
	case "$facet":
		w.unspelled(AsStage, AsPipeline, v, at)
		spelled(v, at, func(_ string, v *flow.Value, at spot) { w.pipeline(v, at) })
	case "$geoNear":
		spelled(v, at, func(name string, v *flow.Value, at spot) {
			if name == "query" {
				w.filter(v, at)
			}
		})
	case "$sort":
		w.keys(v, at)
	case "$unset", "$unwind":
		w.name(AsField, v, at)
		spelled(v, at, func(name string, v *flow.Value, at spot) { w.path(name, v, at) })
	case "$limit", "$skip", "$sample", "$count", "$search", "$searchMeta", "$vectorSearch":
		w.throughout(AsConstant, v, at)
	default:
		w.expression(v, at)
	}
}

// lookup is a member of what joins another collection.
func (w *sinks) lookup(name string, v *flow.Value, at spot) {
	switch name {
	case "from", "coll":
		w.name(AsCollection, v, at)
	case "pipeline":
		w.pipeline(v, at)
	case "restrictSearchWithMatch":
		w.filter(v, at)
	case "let", "startWith":
		w.expression(v, at)
	default:
		w.path(name, v, at)
	}
}

// target is a member of what says where results go.
func (w *sinks) target(name string, v *flow.Value, at spot) {
	switch name {
	case "into":
		w.put(AsCollection, v, at, nil)
		spelled(v, at, w.target)
	case "coll":
		w.put(AsCollection, v, at, nil)
	case "db":
		w.put(AsDatabase, v, at, nil)
	case "whenMatched":
		w.pipeline(v, at)
	}
}

func (w *sinks) path(name string, v *flow.Value, at spot) {
	switch name {
	case "path", "localField", "foreignField", "connectFromField", "connectToField", "as":
		w.name(AsField, v, at)
	}
}

// expression records what is in an expression.
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/
func (w *sinks) expression(v *flow.Value, at spot) {
	w.unspelled(AsExpression, AsExpression, v, at)
	others(v, at, w.expression)
	each(v, at, w.expression)
	spelled(v, at, func(name string, v *flow.Value, at spot) {
		switch name {
		case "$literal":
			w.throughout(AsConstant, v, at)
		case "$function", "$accumulator":
			w.put(AsScript, v, at, nil)
			spelled(v, at, w.code)
		case "$getField", "$setField":
			w.name(AsField, v, at)
			spelled(v, at, func(name string, v *flow.Value, at spot) {
				if name == "field" {
					w.put(AsField, v, at, nil)
				} else {
					w.expression(v, at)
				}
			})
		case "$regexMatch", "$regexFind", "$regexFindAll":
			spelled(v, at, func(name string, v *flow.Value, at spot) {
				if name == "regex" {
					w.put(AsPattern, v, at, nil)
				} else {
					w.expression(v, at)
				}
			})
		default:
			w.expression(v, at)
		}
	})
}

// code is a member of what runs JavaScript.
func (w *sinks) code(name string, v *flow.Value, at spot) {
	switch name {
	case "body", "init", "accumulate", "merge", "finalize":
		w.put(AsScript, v, at, nil)
	case "args", "initArgs", "accumulateArgs":
		w.expression(v, at)
	}
}
