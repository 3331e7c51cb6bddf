package documents

import (
	"math"
	"strings"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// expression computes a value from a document, for $expr, $project and
// update pipelines.
type expression func(doc bson.D) (any, error)

// expression reads the aggregation operators listed in the package doc.
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/
func (s *scripts) expression(v any) (expression, error) {
	switch v := v.(type) {
	case string:
		return variable(v), nil
	case bson.A:
		return s.arrayExpression(v)
	case bson.D:
		if isOperators(v) {
			if len(v) != 1 {
				return nil, serverError(15983, "An object representing an expression must have exactly one field: %s", shellText(v))
			}
			return s.operatorExpression(v[0])
		}
		return s.documentExpression(v)
	}
	return func(bson.D) (any, error) { return v, nil }, nil
}

// variable reads "$a.b" and "$$ROOT"; other text is itself.
func variable(text string) expression {
	path, ok := strings.CutPrefix(text, "$")
	if !ok {
		return func(bson.D) (any, error) { return text, nil }
	}
	path = strings.TrimPrefix(strings.TrimPrefix(path, "$ROOT."), "$CURRENT.")
	if path == "$ROOT" || path == "$CURRENT" {
		return func(doc bson.D) (any, error) { return doc, nil }
	}
	parts := strings.Split(path, ".")
	return func(doc bson.D) (any, error) {
		v, _ := collect(doc, parts)
		return v, nil
	}
}

// collect follows a path through arrays, making an array of what it finds.
func collect(v any, parts []string) (any, bool) {
	if len(parts) == 0 {
		return v, true
	}
	switch v := v.(type) {
	case bson.D:
		if child, ok := Field(v, parts[0]); ok {
			return collect(child, parts[1:])
		}
	case bson.A:
		all := bson.A{}
		for _, item := range v {
			if got, ok := collect(item, parts); ok {
				all = append(all, got)
			}
		}
		return all, true
	}
	return nil, false
}

func (s *scripts) expressions(list bson.A) ([]expression, error) {
	all := make([]expression, len(list))
	for i, item := range list {
		e, err := s.expression(item)
		if err != nil {
			return nil, err
		}
		all[i] = e
	}
	return all, nil
}

func (s *scripts) arrayExpression(list bson.A) (expression, error) {
	all, err := s.expressions(list)
	if err != nil {
		return nil, err
	}
	return func(doc bson.D) (any, error) {
		return evaluate(all, doc)
	}, nil
}

func evaluate(all []expression, doc bson.D) (bson.A, error) {
	out := make(bson.A, len(all))
	for i, e := range all {
		v, err := e(doc)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (s *scripts) documentExpression(d bson.D) (expression, error) {
	values := make(bson.A, len(d))
	for i, e := range d {
		values[i] = e.Value
	}
	all, err := s.expressions(values)
	if err != nil {
		return nil, err
	}
	return func(doc bson.D) (any, error) {
		values, err := evaluate(all, doc)
		if err != nil {
			return nil, err
		}
		out := make(bson.D, len(d))
		for i, e := range d {
			out[i] = bson.E{Key: e.Key, Value: values[i]}
		}
		return out, nil
	}, nil
}

func (s *scripts) operatorExpression(e bson.E) (expression, error) {
	switch e.Key {
	case "$literal":
		return func(bson.D) (any, error) { return e.Value, nil }, nil
	case "$function":
		return s.functionExpression(e.Value)
	}
	apply, ok := expressionOperators[e.Key]
	if !ok {
		return nil, serverError(168, "Unrecognized expression '%s'", e.Key)
	}
	list, ok := e.Value.(bson.A)
	if !ok {
		list = bson.A{e.Value}
	}
	if want, ok := expressionArity[e.Key]; ok && len(list) != want {
		return nil, serverError(16020, "Expression %s takes exactly %d arguments. %d were passed in.", e.Key, want, len(list))
	}
	all, err := s.expressions(list)
	if err != nil {
		return nil, err
	}
	return func(doc bson.D) (any, error) {
		args, err := evaluate(all, doc)
		if err != nil {
			return nil, err
		}
		return apply(args)
	}, nil
}

// functionExpression reads {$function: {body, args, lang: "js"}}.
func (s *scripts) functionExpression(v any) (expression, error) {
	d, _ := v.(bson.D)
	body, _ := Field(d, "body")
	var source string
	switch body := body.(type) {
	case string:
		source = body
	case bson.JavaScript:
		source = string(body)
	default:
		return nil, serverError(31262, "The body function must be specified.")
	}
	if lang, _ := Field(d, "lang"); lang != "js" {
		return nil, serverError(31419, "Currently the only supported language specifier is 'js'.")
	}
	given, _ := Field(d, "args")
	list, ok := given.(bson.A)
	if !ok {
		return nil, serverError(31263, "The args function must be specified.")
	}
	all, err := s.expressions(list)
	if err != nil {
		return nil, err
	}
	run, err := s.function(source)
	if err != nil {
		return nil, err
	}
	return func(doc bson.D) (any, error) {
		values, err := evaluate(all, doc)
		if err != nil {
			return nil, err
		}
		args := make([]goja.Value, len(values))
		for i, v := range values {
			args[i] = ToJS(s.rt, v)
		}
		got, err := run(goja.Undefined(), args...)
		if err != nil {
			return nil, scriptFailure(err)
		}
		return FromJS(got)
	}, nil
}

var expressionArity = map[string]int{
	"$eq": 2, "$ne": 2, "$gt": 2, "$gte": 2, "$lt": 2, "$lte": 2, "$cmp": 2, "$in": 2,
	"$not": 1, "$ifNull": 2, "$size": 1, "$toLower": 1, "$toUpper": 1, "$subtract": 2, "$divide": 2,
}

// expressionOperators work on computed arguments. Comparisons order values
// of different types, unlike those of filters.
var expressionOperators = map[string]func(args bson.A) (any, error){
	"$eq":  func(a bson.A) (any, error) { return compareValues(a[0], a[1]) == 0, nil },
	"$ne":  func(a bson.A) (any, error) { return compareValues(a[0], a[1]) != 0, nil },
	"$gt":  func(a bson.A) (any, error) { return compareValues(a[0], a[1]) > 0, nil },
	"$gte": func(a bson.A) (any, error) { return compareValues(a[0], a[1]) >= 0, nil },
	"$lt":  func(a bson.A) (any, error) { return compareValues(a[0], a[1]) < 0, nil },
	"$lte": func(a bson.A) (any, error) { return compareValues(a[0], a[1]) <= 0, nil },
	"$cmp": func(a bson.A) (any, error) { return float64(compareValues(a[0], a[1])), nil },
	"$not": func(a bson.A) (any, error) { return !Truthy(a[0]), nil },
	"$and": func(a bson.A) (any, error) { return countTrue(a) == len(a), nil },
	"$or":  func(a bson.A) (any, error) { return countTrue(a) > 0, nil },
	"$in": func(a bson.A) (any, error) {
		list, ok := a[1].(bson.A)
		if !ok {
			return nil, serverError(40081, "$in requires an array as a second argument, found: %s", typeName(a[1]))
		}
		for _, item := range list {
			if Equal(item, a[0]) {
				return true, nil
			}
		}
		return false, nil
	},
	"$ifNull": func(a bson.A) (any, error) {
		if a[0] == nil {
			return a[1], nil
		}
		return a[0], nil
	},
	"$size": func(a bson.A) (any, error) {
		list, ok := a[0].(bson.A)
		if !ok {
			return nil, serverError(17124, "The argument to $size must be an array, but was of type: %s", typeName(a[0]))
		}
		return float64(len(list)), nil
	},
	"$toLower": func(a bson.A) (any, error) { return strings.ToLower(PlainText(a[0])), nil },
	"$toUpper": func(a bson.A) (any, error) { return strings.ToUpper(PlainText(a[0])), nil },
	"$concat": func(a bson.A) (any, error) {
		var b strings.Builder
		for _, v := range a {
			text, ok := v.(string)
			if v == nil {
				return nil, nil
			}
			if !ok {
				return nil, serverError(16702, "$concat only supports strings, not %s", typeName(v))
			}
			b.WriteString(text)
		}
		return b.String(), nil
	},
	"$add":      arithmetic("$add", func(x, y float64) float64 { return x + y }),
	"$subtract": arithmetic("$subtract", func(x, y float64) float64 { return x - y }),
	"$multiply": arithmetic("$multiply", func(x, y float64) float64 { return x * y }),
	"$divide":   arithmetic("$divide", func(x, y float64) float64 { return x / y }),
}

func countTrue(a bson.A) int {
	n := 0
	for _, v := range a {
		n += truth(Truthy(v))
	}
	return n
}

func PlainText(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	if v == nil {
		return ""
	}
	return shellText(v)
}

func arithmetic(op string, f func(x, y float64) float64) func(bson.A) (any, error) {
	return func(a bson.A) (any, error) {
		var sum float64
		for i, v := range a {
			n, ok := v.(float64)
			switch {
			case v == nil:
				return nil, nil
			case !ok:
				return nil, serverError(14, "%s only supports numeric types, not %s", op, typeName(v))
			case i == 0:
				sum = n
			default:
				sum = f(sum, n)
			}
		}
		if math.IsInf(sum, 0) {
			return nil, serverError(2, "can't %s by zero", op)
		}
		return sum, nil
	}
}
