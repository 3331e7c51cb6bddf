package documents

import (
	"fmt"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"
)

const (
	// maxDepth is how deep a document may nest, as in BSON.
	maxDepth = 100
	// maxElements bounds an array that a story hands over.
	maxElements = 100_000
)

// FromJS turns a JavaScript value into a stored one. undefined becomes null,
// as a missing key's None does in Python. Functions become their source.
func FromJS(v goja.Value) (any, error) { return fromJSDepth(v, 0) }

func fromJSDepth(v goja.Value, depth int) (any, error) {
	if depth > maxDepth {
		return nil, ClientError("InvalidDocument", "cannot encode object: nested deeper than %d levels", maxDepth)
	}
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil, nil
	}
	object, ok := v.(*goja.Object)
	if !ok {
		return FromPrimitive(v.Export()), nil
	}
	switch object.ClassName() {
	case "Array":
		return fromArray(object, depth)
	case "Function":
		return bson.JavaScript(object.String()), nil
	case "Date":
		if t, ok := object.Export().(time.Time); ok {
			return t.UTC().Truncate(time.Millisecond), nil
		}
		return nil, nil // an invalid date
	case "RegExp":
		return bson.Regex{Pattern: object.Get("source").String(), Options: object.Get("flags").String()}, nil
	case "String", "Number", "Boolean":
		return FromPrimitive(object.Export()), nil
	}
	keys := object.Keys()
	doc := make(bson.D, 0, len(keys))
	for _, key := range keys {
		value, err := fromJSDepth(object.Get(key), depth+1)
		if err != nil {
			return nil, err
		}
		doc = append(doc, bson.E{Key: key, Value: value})
	}
	return doc, nil
}

func fromArray(object *goja.Object, depth int) (any, error) {
	n := object.Get("length").ToInteger()
	if n > maxElements {
		return nil, ClientError("InvalidDocument", "cannot encode object: an array of %d elements", n)
	}
	list := make(bson.A, n)
	for i := range list {
		value, err := fromJSDepth(object.Get(fmt.Sprint(i)), depth+1)
		if err != nil {
			return nil, err
		}
		list[i] = value
	}
	return list, nil
}

func FromPrimitive(v any) any {
	switch v := v.(type) {
	case string, bool, float64, nil:
		return v
	case int64:
		return float64(v)
	}
	return fmt.Sprint(v)
}

// ToJS makes a fresh JavaScript value; what a story does to it does not
// touch the store.
func ToJS(rt *goja.Runtime, v any) goja.Value {
	switch v := v.(type) {
	case nil:
		return goja.Null()
	case goja.Value:
		return v
	case bson.D:
		object := rt.NewObject()
		for _, e := range v {
			Put(object, e.Key, ToJS(rt, e.Value))
		}
		return object
	case bson.A:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = ToJS(rt, item)
		}
		return rt.NewArray(items...)
	case []bson.D:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = ToJS(rt, item)
		}
		return rt.NewArray(items...)
	case time.Time:
		return construct(rt, "Date", rt.ToValue(v.UnixMilli()))
	case bson.Regex:
		return construct(rt, "RegExp", rt.ToValue(v.Pattern), rt.ToValue(v.Options))
	case bson.JavaScript:
		return rt.ToValue(string(v))
	}
	return rt.ToValue(v)
}

func construct(rt *goja.Runtime, class string, args ...goja.Value) goja.Value {
	object, err := rt.New(rt.GlobalObject().Get(class), args...)
	if err != nil {
		return goja.Undefined()
	}
	return object
}

// Put defines an own property of any name; assigning __proto__ would do
// something else.
func Put(object *goja.Object, key string, v goja.Value) {
	// Only a frozen object refuses, and these are new.
	_ = object.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}
