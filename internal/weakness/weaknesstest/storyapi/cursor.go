package storyapi

import (
	"math"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// cursor is what find returns: an array whose sort, skip and limit make
// another one of the same documents. Whatever their order in the code, it
// sorts first, then skips, then limits.
type cursor struct {
	server      *Server
	docs        []bson.D
	shape       documents.Shape
	keys        []documents.SortKey
	skip, limit int
}

func (c cursor) array() (goja.Value, error) {
	docs := documents.Sorted(c.docs, c.keys)
	docs = docs[min(c.skip, len(docs)):]
	if n := max(c.limit, -c.limit); n > 0 { // a negative limit is one batch of as many
		docs = docs[:min(n, len(docs))]
	}
	docs, err := documents.Reshape(docs, c.shape)
	if err != nil {
		return nil, err
	}
	rt := c.server.rt
	array := documents.ToJS(rt, docs).(*goja.Object)
	for name, method := range map[string]func(goja.FunctionCall) goja.Value{
		"sort":  c.sort,
		"skip":  c.number("skip", func(d cursor, n int) cursor { d.skip = n; return d }),
		"limit": c.number("limit", func(d cursor, n int) cursor { d.limit = n; return d }),
		"toArray": func(call goja.FunctionCall) goja.Value {
			return call.This
		},
	} {
		_ = array.DefineDataProperty(name, rt.ToValue(method), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	return array, nil
}

// sort takes what MongoDB takes; a function, or nothing, sorts the array as
// JavaScript does.
func (c cursor) sort(call goja.FunctionCall) goja.Value {
	given := call.Argument(0)
	if _, isFunction := goja.AssertFunction(given); isFunction || goja.IsUndefined(given) {
		proto := c.server.rt.GlobalObject().Get("Array").(*goja.Object).Get("prototype").(*goja.Object)
		plain, _ := goja.AssertFunction(proto.Get("sort"))
		v, err := plain(call.This, call.Arguments...)
		if err != nil {
			panic(c.server.thrown(err))
		}
		return v
	}
	v, err := documents.FromJS(given)
	if err == nil {
		if name, ok := v.(string); ok && len(call.Arguments) > 1 { // sort("price", -1)
			v = bson.D{{Key: name, Value: documents.FromPrimitive(call.Argument(1).Export())}}
		}
		c.keys, err = documents.ReadSort(v)
	}
	return c.again(err)
}

func (c cursor) number(name string, with func(c cursor, n int) cursor) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		v, err := documents.FromJS(call.Argument(0))
		var n int
		if err == nil {
			n, err = wholeNumber(name, v)
		}
		return with(c, n).again(err)
	}
}

func (c cursor) again(err error) goja.Value {
	var v goja.Value
	if err == nil {
		v, err = c.array()
	}
	if err != nil {
		panic(c.server.thrown(err))
	}
	return v
}

func wholeNumber(name string, v any) (int, error) {
	n, ok := v.(float64)
	if !ok || n != math.Trunc(n) {
		return 0, documents.ClientError("TypeError", "%s must be an instance of int", name)
	}
	if name == "skip" && n < 0 {
		return 0, documents.ClientError("ValueError", "skip must be >= 0")
	}
	return int(max(min(n, math.MaxInt32), math.MinInt32)), nil
}
