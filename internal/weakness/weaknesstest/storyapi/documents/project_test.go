package documents_test

import "testing"

func TestProjection(t *testing.T) {
	s := start(t, `seed("c", [{_id: 1, name: "x", secret: "s", sub: {a: 1, b: 2}, list: [{a: 1, b: 2}, 5, {b: 3}], n: 4}])`)
	for _, c := range []struct{ projection, want string }{
		{`{name: 1}`, `{"_id":1,"name":"x"}`},
		{`{name: true, _id: 0}`, `{"name":"x"}`},
		{`{n: 1, name: 1, _id: 0}`, `{"name":"x","n":4}`}, // in the document's order
		{`["name"]`, `{"_id":1,"name":"x"}`},
		{`{_id: 1}`, `{"_id":1}`},
		{`{_id: 0, sub: 0, list: 0, n: 0}`, `{"name":"x","secret":"s"}`},
		{`{secret: 0, sub: 0, list: 0}`, `{"_id":1,"name":"x","n":4}`},
		{`{"sub.a": 1, _id: 0}`, `{"sub":{"a":1}}`},
		{`{sub: {a: 1}, _id: 0}`, `{"sub":{"a":1}}`},
		{`{"list.a": 1, _id: 0}`, `{"list":[{"a":1},{}]}`},
		{`{"list.a": 0, _id: 0, sub: 0, secret: 0}`, `{"name":"x","list":[{"b":2},5,{"b":3}],"n":4}`},
		{`{"name.x": 1, _id: 0}`, `{}`},
		{`{gone: 1, _id: 0}`, `{}`},
		{`{copy: "$sub.b", _id: 0}`, `{"copy":2}`},
		{`{copy: "$list.b", name: 1, _id: 0}`, `{"name":"x","copy":[2,3]}`},
		{`{upper: {$toUpper: "$name"}, _id: 0}`, `{"upper":"X"}`},
		{`{name: 1, secret: 0}`, `OperationFailure: Cannot do exclusion on field secret in inclusion projection`},
		{`{secret: 0, name: 1}`, `OperationFailure: Cannot do inclusion on field name in exclusion projection`},
		{`{"a..b": 1}`, `OperationFailure: FieldPath cannot be constructed with empty string`},
		{`{a: {$bogus: 1}}`, `OperationFailure: Unrecognized expression '$bogus'`},
		{`"name"`, `TypeError: projection must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping`},
	} {
		if got := evalText(t, s, "db.c.findOne({}, "+c.projection+")"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.projection, got, c.want)
		}
	}
	whole := evalText(t, s, "db.c.findOne({})")
	for _, p := range []string{`{}`, `[]`, `null`} {
		if got := evalText(t, s, "db.c.findOne({}, "+p+")"); got != whole {
			t.Errorf("projection %s: %s", p, got)
		}
	}
}

func TestSortSkipLimit(t *testing.T) {
	s := start(t, `seed("c", [{_id: 1, v: 2, w: 1}, {_id: 2, v: "a"}, {_id: 3}, {_id: 4, v: [1, 9]}, {_id: 5, v: 2, w: 0}, {_id: 6, v: true}])`)
	for _, c := range []struct{ js, want string }{
		{`db.c.find().sort({v: 1})`, `[3,4,1,5,2,6]`},
		{`db.c.find().sort({v: -1})`, `[6,2,4,1,5,3]`}, // an array by its greatest element
		{`db.c.find().sort({v: 1, w: 1})`, `[3,4,5,1,2,6]`},
		{`db.c.find().sort("_id", -1)`, `[6,5,4,3,2,1]`},
		{`db.c.find().sort([["v", 1], ["w", 1]])`, `[3,4,5,1,2,6]`},
		{`db.c.find().sort((a, b) => b._id - a._id)`, `[6,5,4,3,2,1]`},
		{`db.c.find().limit(2).skip(1).sort({_id: -1})`, `[5,4]`}, // sorts, skips, limits
		{`db.c.find().limit(0)`, `[1,2,3,4,5,6]`},
		{`db.c.find().limit(-2)`, `[1,2]`},
		{`db.c.find().skip(5).limit(9)`, `[6]`},
		{`db.c.find().skip(50)`, `[]`},
		{`db.c.find({}, {_id: 1}).sort({v: -1}).limit(1)`, `[6]`}, // by what the projection drops
		{`db.c.find({}, null, {sort: {_id: -1}, skip: 1, limit: 1})`, `[5]`},
		{`db.c.find({v: 2}).toArray()`, `[1,5]`},
		{`db.c.find().limit("2")`, `TypeError: limit must be an instance of int`},
		{`db.c.find().limit({$gt: 1})`, `TypeError: limit must be an instance of int`},
		{`db.c.find().skip(-1)`, `ValueError: skip must be >= 0`},
		{`db.c.find().sort({v: 2})`, `OperationFailure: $sort key ordering must be 1 (for ascending) or -1 (for descending)`},
		{`db.c.find().sort({$v: 1})`, `OperationFailure: FieldPath field names may not start with '$'. Consider using $getField or $setField.`},
		{`db.c.find().sort(5)`, `TypeError: if no direction is specified, key_or_list must be an instance of list`},
	} {
		if got := evalText(t, s, c.js+".map(d => d._id)"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.js, got, c.want)
		}
	}
	if got := evalText(t, s, `(() => { const f = db.c.find().sort({_id: 1}); f.skip(3); return f.limit(1).map(d => d._id) })()`); got != `[1]` {
		t.Errorf("a cursor kept what another call asked: %s", got)
	}
	if got := evalText(t, s, `[db.c.find({_id: 1}), Array.isArray(db.c.find()), Object.keys(db.c.find({_id: 1})).length]`); got != `[[{"_id":1,"v":2,"w":1}],true,1]` {
		t.Errorf("a cursor is not an array: %s", got)
	}
}

func TestAggregateAndDistinct(t *testing.T) {
	s := start(t, `seed("c", [{_id: 1, k: "a", n: 1, t: ["x", "y"]}, {_id: 2, k: "b", n: 5, t: ["y"]}, {_id: 3, k: "a", n: 3}])`)
	for _, c := range []struct{ js, want string }{
		{`db.c.aggregate([{$match: {k: "a"}}, {$sort: {n: -1}}, {$project: {n: 1, _id: 0}}])`, `[{"n":3},{"n":1}]`},
		{`db.c.aggregate([{$sort: {_id: -1}}, {$skip: 1}, {$limit: 1}, {$project: {k: 1}}])`, `[{"_id":2,"k":"b"}]`},
		{`db.c.aggregate([{$match: {k: "a"}}, {$count: "total"}])`, `[{"total":2}]`},
		{`db.c.aggregate([{$match: {k: "z"}}, {$count: "total"}])`, `[]`},
		{`db.c.aggregate([{$addFields: {d: {$multiply: ["$n", 2]}}}, {$project: {d: 1}}, {$limit: 1}])`, `[{"_id":1,"d":2}]`},
		{`db.c.aggregate([{$unwind: "$t"}, {$project: {t: 1}}])`, `[{"_id":1,"t":"x"},{"_id":1,"t":"y"},{"_id":2,"t":"y"}]`},
		{`db.c.aggregate([]).length`, `3`},
		{`db.c.aggregate([{$bogus: 1}])`, `OperationFailure: Unrecognized pipeline stage name: '$bogus'`},
		{`db.c.aggregate([{$match: {}, $limit: 1}])`, `OperationFailure: A pipeline stage specification object must contain exactly one field.`},
		{`db.c.aggregate([{$match: {$where: "1"}}])`, `OperationFailure: $where is not allowed in this context`},
		{`db.c.aggregate([{$match: {a: {$bogus: 1}}}])`, `OperationFailure: unknown operator: $bogus`},
		{`db.c.aggregate([{$limit: 0}])`, `OperationFailure: the limit must be positive`},
		{`db.c.aggregate({$match: {}})`, `TypeError: pipeline must be a list`},
		{`db.c.distinct("t")`, `["x","y"]`},
		{`db.c.distinct("k", {n: {$gt: 2}})`, `["a","b"]`},
		{`db.c.distinct({$ne: 1})`, `TypeError: key must be an instance of str`},
	} {
		if got := evalText(t, s, c.js); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.js, got, c.want)
		}
	}
}
