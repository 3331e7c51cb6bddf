package source

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// update records what is in an update: operators, a pipeline, or, of old
// drivers, the new document.
// https://www.mongodb.com/docs/manual/reference/operator/update/
func (w *sinks) update(v *flow.Value, at spot) {
	w.unspelled(AsUpdate, AsUpdate, v, at)
	each(v, at, func(stage *flow.Value, at spot) {
		w.unspelled(AsStage, AsStage, stage, at)
		spelled(stage, at, w.stage)
	})
	spelled(v, at, func(name string, v *flow.Value, at spot) {
		if strings.HasPrefix(name, "$") {
			w.change(name, v, at)
		} else {
			w.put(AsStored, v, at, nil)
		}
	})
}

// change records what one update operator does.
func (w *sinks) change(operator string, v *flow.Value, at spot) {
	switch operator {
	case "$set", "$setOnInsert":
		w.assigned(AsAssigned, v, at)
		return
	case "$push", "$addToSet", "$pushAll":
		w.unspelled(AsAssigned, AsAdded, v, at)
		spelled(v, at, func(_ string, v *flow.Value, at spot) { w.added(v, at) })
		return
	case "$pull":
		w.unspelled(AsAssigned, AsCondition, v, at)
		spelled(v, at, func(_ string, v *flow.Value, at spot) { w.pulled(v, at) })
		return
	case "$rename":
		w.unspelled(AsAssigned, AsField, v, at)
		spelled(v, at, func(_ string, v *flow.Value, at spot) { w.put(AsField, v, at, nil) })
		return
	}
	w.unspelled(AsAssigned, AsStored, v, at)
	spelled(v, at, func(_ string, v *flow.Value, at spot) { w.put(AsConstant, v, at, nil) })
}

// assigned records a document of new values.
func (w *sinks) assigned(whole Meaning, v *flow.Value, at spot) {
	w.unspelled(whole, AsStored, v, at)
	spelled(v, at, func(_ string, v *flow.Value, at spot) { w.put(AsStored, v, at, nil) })
}

func (w *sinks) added(v *flow.Value, at spot) {
	if _, modified := v.Field("$each"); modified && len(v.Flows) == 0 {
		spelled(v, at, func(_ string, v *flow.Value, at spot) { w.throughout(AsConstant, v, at) })
		return
	}
	w.put(AsAdded, v, at, nil)
}

// pulled is a condition on elements; of elements that are documents a filter.
func (w *sinks) pulled(v *flow.Value, at spot) {
	for _, f := range v.Fields() {
		if !strings.HasPrefix(f.Name, "$") {
			w.filter(v, at)
			return
		}
	}
	w.condition(v, at)
}

// document records what is inserted, one document or a list of them.
func (w *sinks) document(v *flow.Value, at spot) {
	elements, _ := v.Elements()
	if len(elements) == 0 {
		w.assigned(AsDocument, v, at)
		return
	}
	each(v, at, func(e *flow.Value, at spot) { w.assigned(AsDocument, e, at) })
}
