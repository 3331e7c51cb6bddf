package documents

import (
	"cmp"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

const (
	orderDocument = 4
	orderArray    = 5
)

// typeOrder is the order of types when values of different types are sorted;
// comparison operators match only within one of them ("type bracketing").
// https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
func typeOrder(v any) int {
	switch v.(type) {
	case nil:
		return 1
	case float64:
		return 2
	case string:
		return 3
	case bson.D:
		return orderDocument
	case bson.A:
		return orderArray
	case bool:
		return 8
	case time.Time:
		return 9
	case bson.Regex:
		return 11
	}
	return 12 // code
}

// compareValues orders any two values as MongoDB sorts them. Documents are
// compared field by field in their order: type, then name, then value.
func compareValues(a, b any) int {
	if d := cmp.Compare(typeOrder(a), typeOrder(b)); d != 0 {
		return d
	}
	switch a := a.(type) {
	case float64:
		return cmp.Compare(a, b.(float64))
	case string:
		return strings.Compare(a, b.(string))
	case bson.D:
		return compareDocuments(a, b.(bson.D))
	case bson.A:
		b := b.(bson.A)
		for i := 0; i < len(a) && i < len(b); i++ {
			if d := compareValues(a[i], b[i]); d != 0 {
				return d
			}
		}
		return cmp.Compare(len(a), len(b))
	case bool:
		return cmp.Compare(truth(a), truth(b.(bool)))
	case time.Time:
		return a.Compare(b.(time.Time))
	case bson.Regex:
		b := b.(bson.Regex)
		return cmp.Or(strings.Compare(a.Pattern, b.Pattern), strings.Compare(a.Options, b.Options))
	case bson.JavaScript:
		return strings.Compare(string(a), string(b.(bson.JavaScript)))
	}
	return 0
}

func compareDocuments(a, b bson.D) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if d := cmp.Or(
			cmp.Compare(typeOrder(a[i].Value), typeOrder(b[i].Value)),
			strings.Compare(a[i].Key, b[i].Key),
			compareValues(a[i].Value, b[i].Value),
		); d != 0 {
			return d
		}
	}
	return cmp.Compare(len(a), len(b))
}

// Equal compares deeply; the order of a document's fields counts.
func Equal(a, b any) bool { return compareValues(a, b) == 0 }

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Truthy is what MongoDB takes for true in options such as $exists: 0, and
// projections: everything but false, zero and null.
func Truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case float64:
		return v != 0
	}
	return true
}

// typeName is the alias that $type and error messages use. JavaScript has
// one kind of number: a whole one is an int or, past 32 bits, a long.
func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		switch {
		case v == float64(int32(v)):
			return "int"
		case v == float64(int64(v)):
			return "long"
		}
		return "double"
	case string:
		return "string"
	case bson.D:
		return "object"
	case bson.A:
		return "array"
	case bool:
		return "bool"
	case time.Time:
		return "date"
	case bson.Regex:
		return "regex"
	}
	return "javascript"
}
