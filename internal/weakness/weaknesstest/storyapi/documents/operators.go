package documents

import (
	"math"
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// regexOperator reads {$regex: text or expression, $options: text}.
func regexOperator(path string, v any, siblings bson.D) (predicate, error) {
	var pattern, options string
	switch v := v.(type) {
	case string:
		pattern = v
	case bson.Regex:
		pattern, options = v.Pattern, v.Options
	default:
		return nil, serverError(2, "$regex has to be a string")
	}
	if o, ok := Field(siblings, "$options"); ok {
		text, ok := o.(string)
		if !ok {
			return nil, serverError(2, "$options has to be a string")
		}
		if options != "" {
			return nil, serverError(51074, "options set in both $regex and $options")
		}
		options = text
	}
	test, err := matching(pattern, options)
	if err != nil {
		return nil, err
	}
	return at(path, test), nil
}

// matching is a test for text. The expressions are Go's: what PCRE has and
// RE2 has not (look-around, back references) is refused as invalid, and no
// expression takes exponential time.
func matching(pattern, options string) (leafTest, error) {
	var flags string
	for _, o := range options {
		switch o {
		case 'i', 'm', 's':
			if !strings.ContainsRune(flags, o) {
				flags += string(o)
			}
		case 'x':
			pattern = withoutSpace(pattern)
		case 'u', 'g': // u: always on; g: a JavaScript flag without meaning here
		default:
			return nil, serverError(51108, "invalid flag in regex options: %c", o)
		}
	}
	source := pattern
	if flags != "" {
		source = "(?" + flags + ")" + pattern
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, serverError(51091, "Regular expression is invalid: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return func(got any, _ bool) bool {
		switch got := got.(type) {
		case string:
			return re.MatchString(got)
		case bson.Regex:
			return got.Pattern == pattern && got.Options == options
		}
		return false
	}, nil
}

// withoutSpace drops what the x option ignores: white space and # comments
// outside character classes and escapes.
func withoutSpace(pattern string) string {
	var b strings.Builder
	class, comment := false, false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case comment:
			comment = c != '\n'
		case c == '\\' && i+1 < len(pattern):
			b.WriteString(pattern[i : i+2])
			i++
		case class:
			class = c != ']'
			b.WriteByte(c)
		case c == '#':
			comment = true
		case strings.IndexByte(" \t\r\n\f\v", c) >= 0:
		default:
			class = c == '['
			b.WriteByte(c)
		}
	}
	return b.String()
}

var typeNumbers = map[float64]string{
	1: "double", 2: "string", 3: "object", 4: "array", 5: "binData", 6: "undefined", 7: "objectId",
	8: "bool", 9: "date", 10: "null", 11: "regex", 13: "javascript", 16: "int", 17: "timestamp",
	18: "long", 19: "decimal", -1: "minKey", 127: "maxKey",
}

// typeOperator reads {$type: alias, number or list}. An array matches by its
// elements too, and by "array".
func typeOperator(path string, v any) (predicate, error) {
	list, ok := v.(bson.A)
	if !ok {
		list = bson.A{v}
	}
	wanted := make(map[string]bool)
	for _, item := range list {
		name, err := typeAlias(item)
		if err != nil {
			return nil, err
		}
		wanted[name] = true
	}
	return at(path, func(got any, found bool) bool {
		name := typeName(got)
		number := name == "int" || name == "long" || name == "double"
		return found && (wanted[name] || number && wanted["number"])
	}), nil
}

func typeAlias(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if v == "number" {
			return v, nil
		}
		for _, name := range typeNumbers {
			if name == v {
				return v, nil
			}
		}
		return "", serverError(2, "Unknown type name alias: %s", v)
	case float64:
		if name, ok := typeNumbers[v]; ok {
			return name, nil
		}
		return "", serverError(2, "Invalid numerical type code: %s", numberText(v))
	}
	return "", serverError(14, "type must be represented as a number or a string")
}

func sizeOperator(path string, v any) (predicate, error) {
	n, ok := v.(float64)
	if !ok {
		return nil, serverError(9, "Failed to parse $size. Expected a number in: $size: %s", shellText(v))
	}
	if n != math.Trunc(n) {
		return nil, serverError(9, "Failed to parse $size. Expected an integer: $size: %s", shellText(v))
	}
	if n < 0 {
		return nil, serverError(9, "Failed to parse $size. Expected a non-negative number in: $size: %s", shellText(v))
	}
	return whole(path, func(got any, _ bool) bool {
		list, ok := got.(bson.A)
		return ok && float64(len(list)) == n
	}), nil
}

// allOperator: every item is contained, or equal, or matches as $elemMatch.
// An empty list matches nothing.
func (f filters) allOperator(path string, v any) (predicate, error) {
	list, ok := v.(bson.A)
	if !ok {
		return nil, serverError(2, "$all needs an array")
	}
	if len(list) == 0 {
		return func(bson.D) (bool, error) { return false, nil }, nil
	}
	all := make([]predicate, len(list))
	for i, item := range list {
		var err error
		if d, ok := item.(bson.D); ok && len(d) == 1 && d[0].Key == "$elemMatch" {
			all[i], err = f.elementOperator(path, d[0].Value)
		} else if isOperators(item) {
			err = serverError(2, "no $ expressions in $all")
		} else {
			all[i], err = f.field(path, item)
		}
		if err != nil {
			return nil, err
		}
	}
	return and(all), nil
}

// elementOperator reads {$elemMatch: filter of documents} or, when the first
// key is an operator for values, {$elemMatch: {$gt: 1}}.
func (f filters) elementOperator(path string, v any) (predicate, error) {
	d, ok := v.(bson.D)
	if !ok {
		return nil, serverError(2, "$elemMatch needs an Object")
	}
	values := isOperators(d) && d[0].Key != "$and" && d[0].Key != "$or" && d[0].Key != "$nor" && d[0].Key != "$where"
	var match predicate
	var err error
	if values {
		match, err = f.operators("v", d)
	} else {
		match, err = f.document(d, false)
	}
	if err != nil {
		return nil, err
	}
	parts := strings.Split(path, ".")
	return func(doc bson.D) (bool, error) {
		var failed error
		found := walk(doc, parts, func(l leaf) bool {
			list, _ := l.value.(bson.A)
			for _, item := range list {
				target, isDocument := item.(bson.D)
				if values {
					if nested, ok := item.(bson.A); ok { // an element is not looked into again
						item = bson.A{nested}
					}
					target = bson.D{{Key: "v", Value: item}}
				} else if !isDocument {
					continue
				}
				ok, err := match(target)
				if err != nil {
					failed = err
				}
				if ok || err != nil {
					return true
				}
			}
			return false
		})
		return found && failed == nil, failed
	}, nil
}

func modOperator(path string, v any) (predicate, error) {
	list, ok := v.(bson.A)
	if !ok {
		return nil, serverError(2, "malformed mod, needs to be an array")
	}
	if len(list) < 2 {
		return nil, serverError(2, "malformed mod, not enough elements")
	}
	if len(list) > 2 {
		return nil, serverError(2, "malformed mod, too many elements")
	}
	divisor, ok1 := list[0].(float64)
	remainder, ok2 := list[1].(float64)
	if !ok1 || !ok2 {
		return nil, serverError(2, "malformed mod, divisor and remainder must be numbers")
	}
	if math.Trunc(divisor) == 0 {
		return nil, serverError(2, "divisor cannot be 0")
	}
	return at(path, func(got any, _ bool) bool {
		n, ok := got.(float64)
		return ok && math.Mod(math.Trunc(n), math.Trunc(divisor)) == math.Trunc(remainder)
	}), nil
}
