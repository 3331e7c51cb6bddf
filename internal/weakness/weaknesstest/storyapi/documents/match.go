package documents

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// predicate tells whether a document matches. Only code that a filter brings
// along ($where, $function) fails here; a wrong filter fails when it is read,
// before the first document is seen, as in MongoDB.
type predicate func(doc bson.D) (bool, error)

// filters reads filters.
type filters struct {
	scripts *scripts // for $where and $function
}

// read turns a filter into a predicate.
// https://www.mongodb.com/docs/manual/reference/operator/query/
func (f filters) read(filter bson.D) (predicate, error) { return f.document(filter, true) }

func (f filters) document(filter bson.D, top bool) (predicate, error) {
	all := make([]predicate, 0, len(filter))
	for _, e := range filter {
		p, err := f.entry(e, top)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return and(all), nil
}

func (f filters) entry(e bson.E, top bool) (predicate, error) {
	if !strings.HasPrefix(e.Key, "$") {
		return f.field(e.Key, e.Value)
	}
	switch e.Key {
	case "$and", "$or", "$nor":
		return f.logical(e.Key, e.Value, top)
	case "$comment":
		return func(bson.D) (bool, error) { return true, nil }, nil
	case "$where":
		if !top {
			return nil, serverError(2, "$where can only be applied to the top-level document")
		}
		return f.scripts.where(e.Value)
	case "$expr":
		if !top {
			return nil, serverError(2, "$expr can only be applied to the top-level document")
		}
		expr, err := f.scripts.expression(e.Value)
		if err != nil {
			return nil, err
		}
		return func(doc bson.D) (bool, error) {
			v, err := expr(doc)
			return Truthy(v), err
		}, nil
	case "$text":
		return nil, serverError(27, "text index required for $text query")
	}
	return nil, serverError(2, "unknown top level operator: %s. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.", e.Key)
}

func (f filters) logical(op string, v any, top bool) (predicate, error) {
	list, ok := v.(bson.A)
	if !ok {
		return nil, serverError(2, "%s must be an array", op)
	}
	if len(list) == 0 {
		return nil, serverError(2, "$and/$or/$nor must be a nonempty array")
	}
	branches := make([]predicate, len(list))
	for i, item := range list {
		d, ok := item.(bson.D)
		if !ok {
			return nil, serverError(2, "$or/$and/$nor entries need to be full objects")
		}
		p, err := f.document(d, top)
		if err != nil {
			return nil, err
		}
		branches[i] = p
	}
	switch op {
	case "$and":
		return and(branches), nil
	case "$or":
		return or(branches), nil
	}
	return not(or(branches)), nil
}

// Field reads what a filter says of one path.
func (f filters) field(path string, v any) (predicate, error) {
	if isOperators(v) {
		return f.operators(path, v.(bson.D))
	}
	test, err := equality(v)
	if err != nil {
		return nil, err
	}
	return at(path, test), nil
}

// equality is a literal in a field's place: a value, or an expression to
// match.
func equality(v any) (leafTest, error) {
	if re, ok := v.(bson.Regex); ok {
		return matching(re.Pattern, re.Options)
	}
	return func(got any, _ bool) bool { return Equal(got, v) }, nil
}

func (f filters) operators(path string, ops bson.D) (predicate, error) {
	all := make([]predicate, 0, len(ops))
	for _, e := range ops {
		p, err := f.operator(path, e, ops)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return and(all), nil
}

func (f filters) operator(path string, e bson.E, siblings bson.D) (predicate, error) {
	switch e.Key {
	case "$eq":
		return at(path, func(got any, _ bool) bool { return Equal(got, e.Value) }), nil
	case "$ne":
		if _, ok := e.Value.(bson.Regex); ok {
			return nil, serverError(2, "Can't have regex as arg to $ne.")
		}
		return not(at(path, func(got any, _ bool) bool { return Equal(got, e.Value) })), nil
	case "$gt", "$gte", "$lt", "$lte":
		return comparison(path, e.Key, e.Value)
	case "$in", "$nin":
		p, err := membership(path, e)
		if err == nil && e.Key == "$nin" {
			p = not(p)
		}
		return p, err
	case "$not":
		return f.negation(path, e.Value)
	case "$exists":
		want := Truthy(e.Value)
		p := whole(path, func(_ any, found bool) bool { return found })
		if !want {
			p = not(p)
		}
		return p, nil
	case "$regex":
		return regexOperator(path, e.Value, siblings)
	case "$options":
		if _, ok := Field(siblings, "$regex"); !ok {
			return nil, serverError(2, "$options needs a $regex")
		}
		return and(nil), nil // $regex has read it
	case "$type":
		return typeOperator(path, e.Value)
	case "$size":
		return sizeOperator(path, e.Value)
	case "$all":
		return f.allOperator(path, e.Value)
	case "$elemMatch":
		return f.elementOperator(path, e.Value)
	case "$mod":
		return modOperator(path, e.Value)
	}
	return nil, serverError(2, "unknown operator: %s", e.Key)
}

// comparison matches within the type of the operand alone: {$gt: ""} says
// nothing of numbers. A missing field is null to {$gte: null}.
func comparison(path, op string, operand any) (predicate, error) {
	if _, ok := operand.(bson.Regex); ok {
		return nil, serverError(2, "Can't have RegEx as arg to predicate over field '%s'.", path)
	}
	return at(path, func(got any, _ bool) bool {
		if typeOrder(got) != typeOrder(operand) {
			return false
		}
		d := compareValues(got, operand)
		switch op {
		case "$gt":
			return d > 0
		case "$gte":
			return d >= 0
		case "$lt":
			return d < 0
		}
		return d <= 0
	}), nil
}

func membership(path string, e bson.E) (predicate, error) {
	list, ok := e.Value.(bson.A)
	if !ok {
		return nil, serverError(2, "%s needs an array", e.Key)
	}
	tests := make([]leafTest, len(list))
	for i, item := range list {
		if isOperators(item) {
			return nil, serverError(2, "cannot nest $ under %s", e.Key)
		}
		test, err := equality(item)
		if err != nil {
			return nil, err
		}
		tests[i] = test
	}
	return at(path, func(got any, found bool) bool {
		for _, test := range tests {
			if test(got, found) {
				return true
			}
		}
		return false
	}), nil
}

func (f filters) negation(path string, v any) (predicate, error) {
	switch v := v.(type) {
	case bson.Regex:
		test, err := matching(v.Pattern, v.Options)
		if err != nil {
			return nil, err
		}
		return not(at(path, test)), nil
	case bson.D:
		if len(v) == 0 {
			return nil, serverError(2, "$not cannot be empty")
		}
		p, err := f.operators(path, v)
		if err != nil {
			return nil, err
		}
		return not(p), nil
	}
	return nil, serverError(2, "$not needs a regex or a document")
}

// leafTest judges one value that a path leads to. A missing value is nil.
type leafTest func(got any, found bool) bool

// at tests the value at the path, and each element where it is an array.
func at(path string, test leafTest) predicate {
	return leaves(path, func(l leaf) bool {
		if list, ok := l.value.(bson.A); ok && !l.exact {
			for _, item := range list {
				if test(item, true) {
					return true
				}
			}
		}
		return test(l.value, l.found)
	})
}

// whole tests the value at the path and does not look into an array there.
func whole(path string, test leafTest) predicate {
	return leaves(path, func(l leaf) bool { return test(l.value, l.found) })
}

func leaves(path string, test func(leaf) bool) predicate {
	parts := strings.Split(path, ".")
	return func(doc bson.D) (bool, error) { return walk(doc, parts, test), nil }
}

func and(all []predicate) predicate {
	return func(doc bson.D) (bool, error) {
		for _, p := range all {
			if ok, err := p(doc); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
}

func or(any []predicate) predicate {
	return func(doc bson.D) (bool, error) {
		for _, p := range any {
			if ok, err := p(doc); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	}
}

func not(p predicate) predicate {
	return func(doc bson.D) (bool, error) {
		ok, err := p(doc)
		return !ok && err == nil, err
	}
}
