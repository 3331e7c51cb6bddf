package source_test

import (
	"fmt"
	"testing"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// The promise: nothing of the request that is in a filter or an update is
// overlooked, wherever it is.
func FuzzSinks(f *testing.F) {
	f.Add([]byte{1, 2, 3, 0, 9, 4})
	f.Add([]byte("\x01\x04\x00\x02\x07\x01\x03\x05\x00"))
	f.Fuzz(func(t *testing.T, shape []byte) {
		b := &builder{shape: shape}
		q := &source.Query{Query: &mongo.Query{Verb: mongo.Update}, Event: &flow.Event{}}
		q.Filter, q.Update = b.document(filterKeys), b.document(updateKeys)
		seen := map[string]bool{}
		for _, s := range q.Sinks() {
			for _, v := range []*flow.Value{s.Value, s.Names} {
				if v == nil {
					continue
				}
				for _, step := range v.All(flow.Request) {
					seen[step.Origin.Name] = true
				}
			}
		}
		for _, there := range []*flow.Value{q.Filter, q.Update} {
			there.Walk(func(path []string, v *flow.Value) bool {
				for _, step := range v.FromSource(flow.Request) {
					if !seen[step.Origin.Name] {
						t.Errorf("what is at %q is in no sink", path)
					}
				}
				return true
			})
		}
	})
}

var (
	filterKeys = []string{"a", "b", "$and", "$or", "$expr", "$where", "$eq", "$in", "$not", "$elemMatch", "$regex", "$all", "$function", "body", "$literal", "$cond"}
	updateKeys = []string{"$set", "$push", "$pull", "$inc", "$unset", "$rename", "$addToSet", "$each", "a"}
)

// builder makes documents of bytes. Each leaf is a part of the request with a
// number of its own.
type builder struct {
	shape  []byte
	leaves int
	depth  int
}

func (b *builder) next(n int) int {
	if len(b.shape) == 0 {
		return 0
	}
	c := int(b.shape[0])
	b.shape = b.shape[1:]
	return c % n
}

func (b *builder) document(keys []string) *flow.Value {
	v := flow.DocumentOf()
	for range 1 + b.next(3) {
		v = v.WithField(flow.Field{Name: keys[b.next(len(keys))], Value: b.value(keys)})
	}
	if b.next(4) == 3 {
		v = v.WithRest(b.value(keys), b.leaf(flow.Text))
	}
	return v
}

const deepest = 5 // deeper ones are cut off by a bound

func (b *builder) value(keys []string) *flow.Value {
	b.depth++
	defer func() { b.depth-- }()
	if b.depth < deepest {
		switch b.next(4) {
		case 1:
			return b.document(keys)
		case 2:
			return flow.ListOf(b.value(keys), b.value(keys))
		}
	}
	return b.leaf(flow.Any)
}

func (b *builder) leaf(kind flow.Kind) *flow.Value {
	b.leaves++
	return flow.From(&flow.Origin{Source: flow.Request, In: "body", Name: fmt.Sprint(b.leaves), Child: flow.Any}, kind, "read")
}
