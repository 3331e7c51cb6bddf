package documents_test

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

// matched finds with the filter and returns the ids, or the error.
func matched(t *testing.T, s *storyapi.Server, filter string) string {
	t.Helper()
	got := evalText(t, s, "db.c.find("+filter+").map(d => d._id)")
	return strings.NewReplacer(`"`, "", "[", "", "]", "", ",", " ").Replace(got)
}

type matchCase struct{ filter, want string }

func checkMatches(t *testing.T, docs string, cases []matchCase) {
	t.Helper()
	s := start(t, "seed('c', "+docs+")")
	for _, c := range cases {
		if got := matched(t, s, c.filter); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.filter, got, c.want)
		}
	}
}

// The documents and answers are those of the server's own
// jstests/core/null_query_semantics.js, retold.
func TestNullAndMissing(t *testing.T) {
	checkMatches(t, `[
		{_id: "emptySub", a: {}}, {_id: "null", a: null}, {_id: "number", a: 4},
		{_id: "subText", a: {b: "hi"}}, {_id: "subNull", a: {b: null}}, {_id: "no"},
		{_id: "arrArr", a: [[]]}, {_id: "arr", a: []},
		{_id: "allNulls", a: [{b: null}, {}]}, {_id: "noNulls", a: [{b: 1}, {b: "s"}]},
		{_id: "someNulls", a: [{b: null}, {b: 3}]}, {_id: "someMissing", a: [{b: 3}, {}]},
		{_id: "nulls", a: [null, null]}, {_id: "values", a: [1, "s"]}, {_id: "withNull", a: [1, null]},
	]`, []matchCase{
		{`{a: null}`, "null no nulls withNull"},
		{`{a: undefined}`, "null no nulls withNull"},
		{`{a: {$eq: null}}`, "null no nulls withNull"},
		{`{a: {$gte: null}}`, "null no nulls withNull"},
		{`{a: {$lte: null}}`, "null no nulls withNull"},
		{`{a: {$gt: null}}`, ""},
		{`{a: {$in: [null, 75]}}`, "null no nulls withNull"},
		{`{$or: [{a: null}, {a: 75}]}`, "null no nulls withNull"},
		{`{a: {$ne: null}}`, "emptySub number subText subNull arrArr arr allNulls noNulls someNulls someMissing values"},
		{`{a: {$nin: [null, 75]}}`, "emptySub number subText subNull arrArr arr allNulls noNulls someNulls someMissing values"},
		{`{a: {$nin: [null, /^s/]}}`, "emptySub number subText subNull arrArr arr allNulls noNulls someNulls someMissing"},
		{`{a: {$elemMatch: {$eq: null}}}`, "nulls withNull"},
		{`{a: {$elemMatch: {$ne: null}}}`, "arrArr allNulls noNulls someNulls someMissing values withNull"},
		{`{a: {$exists: false}}`, "no"},
		{`{"a.b": null}`, "emptySub null number subNull no allNulls someNulls someMissing"},
		{`{"a.b": {$in: [null, 75]}}`, "emptySub null number subNull no allNulls someNulls someMissing"},
		{`{"a.b": {$ne: null}}`, "subText arrArr arr noNulls nulls values withNull"},
		{`{"a.b": {$exists: true}}`, "subText subNull allNulls noNulls someNulls someMissing"},
		{`{"a.b": {$exists: 0}}`, "emptySub null number no arrArr arr nulls values withNull"},
	})
}

func TestComparisonStaysWithinAType(t *testing.T) {
	checkMatches(t, `[
		{_id: "n1", v: 1}, {_id: "n2", v: 2.5}, {_id: "s", v: "b"}, {_id: "e", v: ""}, {_id: "t", v: true}, {_id: "f", v: false},
		{_id: "d", v: new Date(5)}, {_id: "o", v: {x: 1}}, {_id: "oo", v: {}}, {_id: "a", v: [1, "b"]}, {_id: "aa", v: []}, {_id: "z", v: null},
	]`, []matchCase{
		{`{v: {$gt: ""}}`, "s a"},
		{`{v: {$gte: ""}}`, "s e a"},
		{`{v: {$lt: ""}}`, ""},
		{`{v: {$gt: 0}}`, "n1 n2 a"},
		{`{v: {$lte: 1}}`, "n1 a"},
		{`{v: {$gt: 1, $lt: 3}}`, "n2"},
		{`{v: {$gte: false}}`, "t f"},
		{`{v: {$gt: new Date(1)}}`, "d"},
		{`{v: {$gt: {}}}`, "o"},
		{`{v: {$gte: {}}}`, "o oo"},
		{`{v: {$gte: []}}`, "a aa"},
		{`{v: {$gt: [1]}}`, "a"},
		{`{v: {$eq: 1}}`, "n1 a"},
		{`{v: true}`, "t"},
		{`{v: "1"}`, ""},
		{`{v: {$ne: "b"}}`, "n1 n2 e t f d o oo aa z"},
		{`{v: {$nin: []}}`, "n1 n2 s e t f d o oo a aa z"},
		{`{v: {$in: []}}`, ""},
		{`{v: {$in: [/^b/, 2.5]}}`, "n2 s a"},
		{`{v: {$not: {$gt: 0}}}`, "s e t f d o oo aa z"},
		{`{v: {$type: "string"}}`, "s e a"},
		{`{v: {$type: 2}}`, "s e a"},
		{`{v: {$type: ["bool", "date"]}}`, "t f d"},
		{`{v: {$type: "number"}}`, "n1 n2 a"},
		{`{v: {$type: "double"}}`, "n2"},
		{`{v: {$type: "int"}}`, "n1 a"},
		{`{v: {$type: "array"}}`, "a aa"},
		{`{v: {$type: "object"}}`, "o oo"},
		{`{v: {$type: "null"}}`, "z"},
		{`{gone: {$type: "null"}}`, ""},
		{`{v: {$mod: [2, 1]}}`, "n1 a"},
	})
}

func TestDocumentsAndPaths(t *testing.T) {
	checkMatches(t, `[
		{_id: 1, a: {b: 1, c: 2}}, {_id: 2, a: {c: 2, b: 1}}, {_id: 3, a: {b: 1}}, {_id: 4, "a.b": 1},
		{_id: 5, a: [{b: 1}, {b: 2, c: 9}]}, {_id: 6, a: [[{b: 1}]]}, {_id: 7, a: {b: [1, 2]}}, {_id: 8, a: {"0": {b: 1}}},
		{_id: 9, a: {}}, {_id: 10, a: {b: {$gt: 1}}},
	]`, []matchCase{
		{`{a: {b: 1}}`, "3 5"},
		{`{a: {b: 1, c: 2}}`, "1"},
		{`{a: {c: 2, b: 1}}`, "2"},
		{`{a: {}}`, "9"},
		{`{a: {$eq: {b: 1}}}`, "3 5"},
		{`{a: {$ne: {b: 1}}}`, "1 2 4 6 7 8 9 10"},
		{`{"a.b": 1}`, "1 2 3 5 7"},
		{`{"a.b": 2}`, "5 7"},
		{`{"a.b": [1, 2]}`, "7"},
		{`{"a.0.b": 1}`, "5 6 8"},
		{`{"a.1.b": 2}`, "5"},
		{`{"a.1": {b: 2, c: 9}}`, "5"},
		{`{"a.b.0": 1}`, "7"},
		{`{"a.0.0.b": 1}`, "6"},
		{`{"a.00.b": 1}`, ""},
		{`{a: {$elemMatch: {b: 2, c: 9}}}`, "5"},
		{`{a: {$elemMatch: {b: 1, c: 9}}}`, ""},
		{`{"a.b": 1, "a.c": 9}`, "5"},
		{`{a: {b: {$gt: 1}}}`, "10"}, // a literal: the operator is not the first key of the value
		{`{"a.b": {x: 1, $gt: 0}}`, ""},
		{`{"a.b": {$eq: {$gt: 1}}}`, "10"},
		{`{_id: {$in: [1, 2]}, a: {$exists: true}}`, "1 2"},
	})
}

func TestArrays(t *testing.T) {
	checkMatches(t, `[
		{_id: 1, t: ["a", "b", "c"]}, {_id: 2, t: ["a"]}, {_id: 3, t: "a"}, {_id: 4, t: [["a", "b"]]}, {_id: 5, t: []},
		{_id: 6, t: [1, 20]}, {_id: 7, t: [{q: 1}, {q: 5}]},
	]`, []matchCase{
		{`{t: "a"}`, "1 2 3"},
		{`{t: ["a"]}`, "2"},
		{`{t: ["a", "b"]}`, "4"},
		{`{"t.0": "a"}`, "1 2"}, // an index is not looked into again
		{`{"t.0": ["a", "b"]}`, "4"},
		{`{"t.0.0": "a"}`, "4"},
		{`{"t.0.x": null}`, "3 7"}, // text and documents lack x, the inner array's text says nothing
		{`{t: {$size: 1}}`, "2 4"},
		{`{t: {$size: 0}}`, "5"},
		{`{t: {$all: ["a", "b"]}}`, "1"},
		{`{t: {$all: ["a"]}}`, "1 2 3"},
		{`{t: {$all: [["a", "b"]]}}`, "4"},
		{`{t: {$all: [/^b/]}}`, "1"},
		{`{t: {$all: []}}`, ""},
		{`{t: {$all: [{$elemMatch: {q: 1}}, {$elemMatch: {q: 5}}]}}`, "7"},
		{`{t: {$gt: 15, $lt: 3}}`, "6"}, // two different elements satisfy it
		{`{t: {$elemMatch: {$gt: 15, $lt: 3}}}`, ""},
		{`{t: {$elemMatch: {$gt: 15}}}`, "6"},
		{`{t: {$elemMatch: {$or: [{q: 5}, {q: 6}]}}}`, "7"},
		{`{t: {$not: {$size: 1}}, _id: {$lt: 4}}`, "1 3"},
		{`{t: /A/i}`, "1 2 3"},
		{`{t: {$not: /a/}}`, "4 5 6 7"},
	})
}

func TestRegex(t *testing.T) {
	checkMatches(t, `[{_id: 1, s: "Lamp"}, {_id: 2, s: "two\nlamps"}, {_id: 3, s: 5}, {_id: 4, s: "a.b"}, {_id: 5, s: /Lamp/}]`, []matchCase{
		{`{s: {$regex: "lamp"}}`, "2"},
		{`{s: {$regex: "lamp", $options: "i"}}`, "1 2"},
		{`{s: {$options: "i", $regex: "LAMP"}}`, "1 2"},
		{`{s: {$regex: "^lamp", $options: "m"}}`, "2"},
		{`{s: {$regex: "two.lamps", $options: "s"}}`, "2"},
		{`{s: {$regex: "l a m p # the word", $options: "x"}}`, "2"},
		{`{s: {$regex: /lamp/i}}`, "1 2"},
		{`{s: {$regex: "^"}}`, "1 2 4"},
		{`{s: {$regex: "a\\.b"}}`, "4"},
		{`{s: {$regex: "Lamp"}}`, "1 5"},
		{`{s: {$regex: 5}}`, "OperationFailure: $regex has to be a string"},
		{`{s: {$regex: {$ne: 1}}}`, "OperationFailure: $regex has to be a string"},
		{`{s: {$options: "i"}}`, "OperationFailure: $options needs a $regex"},
		{`{s: {$regex: "a", $options: 1}}`, "OperationFailure: $options has to be a string"},
		{`{s: {$regex: "a", $options: "q"}}`, "OperationFailure: invalid flag in regex options: q"},
	})
}

func TestLogicAndRefusals(t *testing.T) {
	const top = ". If you have a field name that starts with a '$' symbol  consider using $getField or $setField."
	checkMatches(t, `[{_id: 1, a: 1, b: 1}, {_id: 2, a: 1, b: 2}, {_id: 3, a: 2, b: 2}]`, []matchCase{
		{`{}`, "1 2 3"},
		{`null`, "1 2 3"},
		{`{$and: [{a: 1}, {b: 2}]}`, "2"},
		{`{$or: [{a: 2}, {b: 1}]}`, "1 3"},
		{`{$nor: [{a: 2}, {b: 1}]}`, "2"},
		{`{a: 1, $or: [{b: 2}]}`, "2"},
		{`{$and: [{$or: [{a: 1}]}, {$nor: [{b: 1}]}]}`, "2"},
		{`{$comment: "x"}`, "1 2 3"},
		{`{$expr: {$eq: ["$a", "$b"]}}`, "1 3"},
		{`{$expr: {$gt: ["$b", "$a"]}}`, "2"},

		{`{a: {$bogus: 1}}`, "OperationFailure: unknown operator: $bogus"},
		{`{a: {$ne: 1, x: 1}}`, "OperationFailure: unknown operator: x"},
		{`{a: {$where: "1"}}`, "OperationFailure: unknown operator: $where"},
		{`{a: {$not: {x: 1}}}`, "OperationFailure: unknown operator: x"},
		{`{$bogus: 1}`, "OperationFailure: unknown top level operator: $bogus" + top},
		{`{$ne: 1}`, "OperationFailure: unknown top level operator: $ne" + top},
		{`{$not: {a: 1}}`, "OperationFailure: unknown top level operator: $not" + top},
		{`{$and: []}`, "OperationFailure: $and/$or/$nor must be a nonempty array"},
		{`{$or: {a: 1}}`, "OperationFailure: $or must be an array"},
		{`{$or: ["x"]}`, "OperationFailure: $or/$and/$nor entries need to be full objects"},
		{`{a: {$in: "x"}}`, "OperationFailure: $in needs an array"},
		{`{a: {$nin: {x: 1}}}`, "OperationFailure: $nin needs an array"},
		{`{a: {$in: [{$gt: 1}]}}`, "OperationFailure: cannot nest $ under $in"},
		{`{a: {$all: 1}}`, "OperationFailure: $all needs an array"},
		{`{a: {$not: 1}}`, "OperationFailure: $not needs a regex or a document"},
		{`{a: {$not: {}}}`, "OperationFailure: $not cannot be empty"},
		{`{a: {$ne: /x/}}`, "OperationFailure: Can't have regex as arg to $ne."},
		{`{a: {$gt: /x/}}`, "OperationFailure: Can't have RegEx as arg to predicate over field 'a'."},
		{`{a: {$type: "nope"}}`, "OperationFailure: Unknown type name alias: nope"},
		{`{a: {$elemMatch: 1}}`, "OperationFailure: $elemMatch needs an Object"},
		{`{a: {$mod: [0, 1]}}`, "OperationFailure: divisor cannot be 0"},
		{`{$expr: {$bogus: 1}}`, "OperationFailure: Unrecognized expression '$bogus'"},
		{`{a: {$elemMatch: {$where: "1"}}}`, "OperationFailure: $where can only be applied to the top-level document"},
		{`"x"`, "TypeError: filter must be an instance of dict  bson.son.SON  or any other type that inherits from collections.Mapping"},
	})
}

// A wrong filter fails before the first document is looked at.
func TestRefusesFilterOnEmptyCollection(t *testing.T) {
	s := start(t, "")
	for _, js := range []string{`db.none.find({a: {$bogus: 1}})`, `db.none.findOne({$bogus: 1})`, `db.none.countDocuments({a: {$in: 1}})`, `db.none.deleteMany({a: {$x: 1}})`} {
		if got := evalText(t, s, js); !strings.HasPrefix(got, "OperationFailure: ") {
			t.Errorf("%s: %s", js, got)
		}
	}
	if got := evalText(t, s, `[db.none.find({}), db.none.findOne({}), db.listCollectionNames()]`); got != `[[],null,["users"]]` {
		t.Errorf("unknown collection: %s", got)
	}
}

func TestWhere(t *testing.T) {
	checkMatches(t, `[{_id: 1, a: 1, s: "x"}, {_id: 2, a: 2, s: "y"}, {_id: 3}]`, []matchCase{
		{`{$where: "this.a == 1"}`, "1"},
		{`{$where: "this.a == 1;"}`, "1"},
		{`{$where: "obj.a > 1"}`, "2"},
		{`{$where: "return this.a == 1"}`, "1"},
		{`{$where: "function() { return this.a == 2 }"}`, "2"},
		{`{$where: function() { return this.a == 2 }}`, "2"},
		{`{$where: "() => true"}`, "1 2 3"},
		{`{$where: "var x = 1; return this.a == x;"}`, "1"},
		{`{$where: "this.s == '' || '1'=='1'"}`, "1 2 3"},
		{`{$where: "this.s == ''; return true; //'"}`, "1 2 3"},
		{`{$where: "this.s == 'x'//'"}`, "1"},
		{`{$where: "true", a: 2}`, "2"},
		{`{$or: [{$where: "this.a == 1"}, {a: 2}]}`, "1 2"},
		{`{$where: "this.a"}`, "1 2"},
		{`{$where: "typeof db + typeof reply + typeof req == 'undefinedundefinedundefined'"}`, "1 2 3"},
		{`{$where: "this._id = 9; return true"}`, "1 2 3"},
		{`{$where: "this.a =="}`, "OperationFailure: SyntaxError: $where: Line 3:1 Unexpected token }"},
		{`{$where: "nope.x"}`, "OperationFailure: ReferenceError: nope is not defined"},
		{`{$where: {a: 1}}`, "OperationFailure: $where got bad type"},
		{`{$expr: {$function: {body: "function(a) { return a == 2 }", args: ["$a"], lang: "js"}}}`, "2"},
	})
}

func TestFindOneTakesAnythingElseForAnID(t *testing.T) {
	s := start(t, `seed("c", [{_id: "x", n: 1}, {_id: 7, n: 2}])`)
	for js, want := range map[string]string{
		`db.c.findOne("x").n`:                       "1",
		`db.c.findOne(7).n`:                         "2",
		`db.c.findOne(null).n`:                      "1",
		`db.c.findOne(["x"])`:                       "null",
		`db.c.findOne({_id: "gone"})`:               "null",
		`db.c.findOne({}, null, {sort: {n: -1}}).n`: "2",
	} {
		if got := evalText(t, s, js); got != want {
			t.Errorf("%s: %s, want %s", js, got, want)
		}
	}
}
