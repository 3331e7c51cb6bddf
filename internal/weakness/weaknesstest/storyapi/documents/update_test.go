package documents_test

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

// updatedText applies one update to one document and returns the document after,
// or the error.
func updatedText(t *testing.T, s *storyapi.Server, doc, update string) string {
	t.Helper()
	return evalText(t, s, `(() => {
		db.c.deleteMany({}); db.c.insertOne(`+doc+`);
		db.c.updateOne({}, `+update+`);
		const {_id, ...rest} = db.c.findOne({});
		return _id === 1 ? rest : {_id, ...rest};
	})()`)
}

func TestUpdateOperators(t *testing.T) {
	s := start(t, "")
	for _, c := range []struct{ doc, update, want string }{
		{`{_id: 1, a: 1}`, `{$set: {a: 2, b: "x"}}`, `{"a":2,"b":"x"}`},
		{`{_id: 1}`, `{$set: {"a.b.c": 1}}`, `{"a":{"b":{"c":1}}}`},
		{`{_id: 1, a: {b: 1}}`, `{$set: {"a.c": 2}}`, `{"a":{"b":1,"c":2}}`},
		{`{_id: 1, a: {b: 1}}`, `{$set: {a: {c: 2}}}`, `{"a":{"c":2}}`},
		{`{_id: 1, a: [1, 2]}`, `{$set: {"a.1": 9}}`, `{"a":[1,9]}`},
		{`{_id: 1, a: [1]}`, `{$set: {"a.3": 9}}`, `{"a":[1,null,null,9]}`},
		{`{_id: 1, a: [{b: 1}]}`, `{$set: {"a.0.b": 2, "a.1.b": 3}}`, `{"a":[{"b":2},{"b":3}]}`},
		{`{_id: 1}`, `{$set: {"a.0": 1}}`, `{"a":{"0":1}}`},
		{`{_id: 1}`, `{$set: {a: undefined}}`, `{"a":null}`},
		{`{_id: 1}`, `{$set: {}}`, `{}`},
		{`{_id: 1}`, `{$set: {_id: 1, a: 1}}`, `{"a":1}`},
		{`{_id: 1}`, `{$set: {a: {$ne: 1}}}`, `{"a":{"$ne":1}}`},
		{`{_id: 1, a: 1, b: 2}`, `{$unset: {a: "", gone: ""}}`, `{"b":2}`},
		{`{_id: 1, a: {b: 1, c: 2}}`, `{$unset: {"a.b": 1, "a.x.y": 1}}`, `{"a":{"c":2}}`},
		{`{_id: 1, a: [1, 2]}`, `{$unset: {"a.0": 1}}`, `{"a":[null,2]}`},
		{`{_id: 1, n: 1}`, `{$inc: {n: 2, m: 3, "d.e": -1}}`, `{"n":3,"d":{"e":-1},"m":3}`},
		{`{_id: 1, n: 3}`, `{$mul: {n: 2, m: 3}}`, `{"n":6,"m":0}`},
		{`{_id: 1, a: 5, b: 5}`, `{$min: {a: 3, b: 9, c: 1}}`, `{"a":3,"b":5,"c":1}`},
		{`{_id: 1, a: 5, b: 5}`, `{$max: {a: 3, b: 9, c: 1}}`, `{"a":5,"b":9,"c":1}`},
		{`{_id: 1, a: "x"}`, `{$max: {a: 9}}`, `{"a":"x"}`}, // text sorts after numbers
		{`{_id: 1, a: 1}`, `{$rename: {a: "b.c", gone: "x"}}`, `{"b":{"c":1}}`},
		{`{_id: 1, a: [1]}`, `{$push: {a: [2, 3]}}`, `{"a":[1,[2,3]]}`},
		{`{_id: 1, a: [1]}`, `{$push: {a: {$each: [2, 3]}, b: 1}}`, `{"a":[1,2,3],"b":[1]}`},
		{`{_id: 1, a: [1, 2]}`, `{$push: {a: {$each: [0], $position: 0, $slice: 2}}}`, `{"a":[0,1]}`},
		{`{_id: 1, a: [1, 2]}`, `{$push: {a: {$each: [3], $slice: -2}}}`, `{"a":[2,3]}`},
		{`{_id: 1, a: [1, {x: 1}]}`, `{$addToSet: {a: {$each: [1, 2, {x: 1}]}, b: 1}}`, `{"a":[1,{"x":1},2],"b":[1]}`},
		{`{_id: 1, a: [1, 2, 3, 2]}`, `{$pull: {a: 2, gone: 1}}`, `{"a":[1,3]}`},
		{`{_id: 1, a: [1, 5, 9]}`, `{$pull: {a: {$gte: 5}}}`, `{"a":[1]}`},
		{`{_id: 1, a: [{x: 1, y: 1}, {x: 2}]}`, `{$pull: {a: {x: 1}}}`, `{"a":[{"x":2}]}`},
		{`{_id: 1, a: [1, 2, 3]}`, `{$pop: {a: 1}}`, `{"a":[1,2]}`},
		{`{_id: 1, a: [1, 2, 3]}`, `{$pop: {a: -1}}`, `{"a":[2,3]}`},
		{`{_id: 1}`, `{$set: {z: 1, b: 1, "m.10": 1, "m.9": 1}}`, `{"b":1,"m":{"9":1,"10":1},"z":1}`}, // in the order of paths
		{`{_id: 1}`, `{$setOnInsert: {a: 1}}`, `{}`},
		{`{_id: 1}`, `{$set: {a: 1}, $inc: {n: 1}, $push: {t: 1}}`, `{"a":1,"n":1,"t":[1]}`},
		{`{_id: 1, a: 2}`, `[{$set: {b: {$add: ["$a", 1]}}}, {$unset: "a"}]`, `{"b":3}`},
		{`{_id: 1, a: {x: 1}}`, `[{$replaceWith: "$a"}]`, `{"x":1}`},
		{`{_id: 1, name: "x"}`, `[{$set: {role: "admin"}}]`, `{"name":"x","role":"admin"}`},

		{`{_id: 1}`, `{a: 1}`, `ValueError: update only works with $ operators`},
		{`{_id: 1}`, `{a: 1, $set: {b: 1}}`, `ValueError: update only works with $ operators`},
		{`{_id: 1}`, `{}`, `ValueError: update cannot be empty`},
		{`{_id: 1}`, `"x"`, `TypeError: update must be an instance of dict`},
		{`{_id: 1}`, `{$bogus: {a: 1}}`, `WriteError: Unknown modifier: $bogus. Expected a valid update modifier or pipeline-style update specified as an array`},
		{`{_id: 1}`, `{$set: {a: 1}, b: 2}`, `WriteError: Unknown modifier: b.`},
		{`{_id: 1}`, `{$set: "x"}`, `WriteError: Modifiers operate on fields but we found type string instead. For example: {$mod: {<field>: ...}} not {$set: "x"}`},
		{`{_id: 1, n: "x"}`, `{$inc: {n: 1}}`, `WriteError: Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'n' of non-numeric type string`},
		{`{_id: 1, n: 1}`, `{$inc: {n: "1"}}`, `WriteError: Cannot increment with non-numeric argument: {n: "1"}`},
		{`{_id: 1}`, `{$set: {_id: 2}}`, `WriteError: Performing an update on the path '_id' would modify the immutable field '_id'`},
		{`{_id: 1}`, `{$unset: {_id: 1}}`, `WriteError: Performing an update on the path '_id' would modify the immutable field '_id'`},
		{`{_id: 1, a: 5}`, `{$set: {"a.b": 1}}`, `WriteError: Cannot create field 'b' in element {a: 5}`},
		{`{_id: 1, a: null}`, `{$set: {"a.b": 1}}`, `WriteError: Cannot create field 'b' in element {a: null}`},
		{`{_id: 1, a: [1]}`, `{$set: {"a.b": 1}}`, `WriteError: Cannot create field 'b' in element {a: [ 1 ]}`},
		{`{_id: 1}`, `{$set: {a: 1, "a.b": 2}}`, `WriteError: Updating the path 'a.b' would create a conflict at 'a'`},
		{`{_id: 1}`, `{$set: {a: 1}, $inc: {a: 1}}`, `WriteError: Updating the path 'a' would create a conflict at 'a'`},
		{`{_id: 1}`, `{$set: {"a..b": 1}}`, `WriteError: The update path 'a..b' contains an empty field name, which is not allowed.`},
		{`{_id: 1, a: [1]}`, `{$set: {"a.$": 1}}`, `WriteError: The positional operator did not find the match needed from the query.`},
		{`{_id: 1}`, `{$set: {$x: 1}}`, `WriteError: The dollar ($) prefixed field '$x'`},
		{`{_id: 1, a: 1}`, `{$push: {a: 1}}`, `WriteError: The field 'a' must be an array but is of type 'int' in document {_id: 1}`},
		{`{_id: 1, a: 1}`, `{$addToSet: {a: 1}}`, `WriteError: Cannot apply $addToSet to non-array field. Field named 'a' has non-array type int`},
		{`{_id: 1, a: 1}`, `{$pull: {a: 1}}`, `WriteError: Cannot apply $pull to a non-array value`},
		{`{_id: 1, a: [1]}`, `{$pull: {a: {$bogus: 1}}}`, `OperationFailure: unknown operator: $bogus`},
		{`{_id: 1, a: {b: 1}}`, `{$pull: {"a.b.c": 1}}`, `WriteError: Cannot use the part (c) of (a.b.c) to traverse the element ({b: 1})`},
		{`{_id: 1, a: [1]}`, `{$pop: {"a.x": 1}}`, `WriteError: Cannot use the part (x) of (a.x) to traverse the element ({a: [ 1 ]})`},
		{`{_id: 1, a: [{b: 1}]}`, `{$rename: {"a.b": "c"}}`, `WriteError: The source field cannot be an array element, 'a.b' in doc with _id: 1 has an array field called 'a'`},
		{`{_id: 1, a: [1], b: 1}`, `{$rename: {b: "a.0"}}`, `WriteError: The destination field cannot be an array element, 'a.0' in doc with _id: 1 has an array field called 'a'`},
		{`{_id: 1, a: 1}`, `{$rename: {a: 1}}`, `WriteError: The 'to' field for $rename must be a string: a: 1`},
		{`{_id: 1, a: 1}`, `{$rename: {a: "a"}}`, `WriteError: The source and target field for $rename must differ: a: "a"`},
		{`{_id: 1}`, `[{$match: {}}]`, `OperationFailure: $match is not allowed to be used within an update`},
	} {
		got := updatedText(t, s, c.doc, c.update)
		if got != c.want && (!strings.Contains(c.want, "Error: ") || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s %s\n got %s\nwant %s", c.doc, c.update, got, c.want)
		}
	}
}

func TestWriting(t *testing.T) {
	for _, c := range []struct{ name, js, want string }{
		{"counts of updateOne", `[db.c.updateOne({a: 1}, {$set: {b: 1}}), db.c.countDocuments({b: 1})]`,
			`[{"matchedCount":1,"modifiedCount":1,"upsertedId":null},1]`},
		{"counts of updateMany", `[db.c.updateMany({a: 1}, {$set: {b: 1}}), db.c.countDocuments({b: 1})]`,
			`[{"matchedCount":2,"modifiedCount":2,"upsertedId":null},2]`},
		{"an update that changes nothing", `db.c.updateMany({}, {$set: {a: 1}})`, `{"matchedCount":3,"modifiedCount":1,"upsertedId":null}`},
		{"nothing matches", `db.c.updateOne({a: 9}, {$set: {b: 1}})`, `{"matchedCount":0,"modifiedCount":0,"upsertedId":null}`},
		{"upsert takes the equalities", `[db.c.updateOne({_id: 8, "x.y": 2, z: {$gt: 1}, $and: [{w: {$eq: 5}}]}, {$set: {b: 1}, $setOnInsert: {c: 2}}, {upsert: true}), db.c.findOne({_id: 8})]`,
			`[{"matchedCount":0,"modifiedCount":0,"upsertedId":8},{"_id":8,"x":{"y":2},"w":5,"b":1,"c":2}]`},
		{"replace keeps the id", `[db.c.replaceOne({_id: 1}, {z: 1}), db.c.findOne({_id: 1})]`,
			`[{"matchedCount":1,"modifiedCount":1,"upsertedId":null},{"_id":1,"z":1}]`},
		{"replace refuses operators", `db.c.replaceOne({_id: 1}, {$set: {a: 1}})`, `"ValueError: replacement can not include $ operators"`},
		{"replace refuses another id", `db.c.replaceOne({_id: 1}, {_id: 2})`,
			`"WriteError: After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2"`},
		{"deleteOne takes the first", `[db.c.deleteOne({a: 1}), db.c.distinct("_id")]`, `[{"deletedCount":1},[2,3]]`},
		{"deleteMany takes all", `[db.c.deleteMany({a: 1}), db.c.distinct("_id")]`, `[{"deletedCount":2},[3]]`},
		{"deleteMany needs a filter", `db.c.deleteMany()`, `"TypeError: filter must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping"`},
		{"updateOne needs a filter", `db.c.updateOne(null, {$set: {a: 1}})`, `"TypeError: filter must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping"`},
		{"insert needs a document", `db.c.insertOne([1])`, `"TypeError: document must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or a type that inherits from collections.MutableMapping"`},
		{"the id comes first", `db.c.insertOne({z: 1, _id: "q"})`, `{"_id":"q","z":1}`},
		{"a taken id", `db.c.insertOne({_id: 1})`, `"DuplicateKeyError: E11000 duplicate key error collection: app.c index: _id_ dup key: { _id: 1 }"`},
		{"a unique field", `(db.u.createIndex({email: 1}, {unique: true}), db.u.insertOne({email: "a"}), db.u.insertOne({email: "a"}))`,
			`"DuplicateKeyError: E11000 duplicate key error collection: app.u index: email_1 dup key: { email: \"a\" }"`},
		{"a unique field, by update", `(db.u.createIndex({email: 1}, {unique: true}), db.u.insertMany([{email: "a"}, {email: "b"}]), db.u.updateOne({email: "b"}, {$set: {email: "a"}}))`,
			`"DuplicateKeyError: E11000 duplicate key error collection: app.u index: email_1 dup key: { email: \"a\" }"`},
		{"an operator for an id", `db.c.insertOne({_id: {$gt: 1}})`, `"WriteError: _id fields may not contain '$'-prefixed fields: $gt is not valid for storage."`},
		{"what was read does not change the store", `(() => { const d = db.c.findOne({_id: 1}); d.t.push(9); d.a = 9; return db.c.findOne({_id: 1}) })()`, `{"_id":1,"a":1,"t":[1]}`},
		{"what was given does not change the store", `(() => { const d = {_id: 9, t: []}; db.c.insertOne(d); d.t.push(1); return db.c.findOne({_id: 9}).t })()`, `[]`},
		{"what was read stays through an update", `(() => { const d = db.c.findOne({_id: 1}); db.c.updateOne({_id: 1}, {$push: {t: 2}}); return d.t })()`, `[1]`},
		{"find and update", `[db.c.findOneAndUpdate({_id: 1}, {$inc: {a: 1}}).a, db.c.findOneAndUpdate({_id: 1}, {$inc: {a: 1}}, {returnDocument: "after"}).a, db.c.findOneAndUpdate({_id: 77}, {$inc: {a: 1}})]`, `[1,3,null]`},
		{"find and delete", `[db.c.findOneAndDelete({a: 2})._id, db.c.countDocuments()]`, `[3,2]`},
		{"drop", `[db.c.drop(), db.c.find(), db.listCollectionNames()]`, `[true,[],["users"]]`},
		{"__proto__ is a name like any other", `db.c.insertOne(JSON.parse('{"_id": 5, "__proto__": {"a": 1}}'))`, `{"_id":5,"__proto__":{"a":1}}`},
		{"nested for ever", `(() => { const d = {}; d.d = d; return db.c.insertOne(d) })()`, `"InvalidDocument: cannot encode object: nested deeper than 100 levels"`},
		{"dates", `db.c.insertOne({_id: 6, at: new Date(0)})`, `{"_id":6,"at":"1970-01-01T00:00:00.000Z"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, `seed("c", [{_id: 1, a: 1, t: [1]}, {_id: 2, a: 1}, {_id: 3, a: 2}])`)
			got := evalText(t, s, c.js)
			if got != strings.Trim(c.want, `"`) && got != strings.ReplaceAll(strings.Trim(c.want, `"`), `\"`, `"`) {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestNewIDs(t *testing.T) {
	s := start(t, `ids("n", "integer"); ids("u", "uuid"); ids("o", "objectid")`)
	for js, want := range map[string]string{
		`[db.n.insertOne({})._id, db.n.insertOne({_id: 7})._id, db.n.insertOne({})._id]`:                       `[1,7,8]`,
		`/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(db.u.insertOne({})._id)`: `true`,
		`/^[0-9a-f]{24}$/.test(db.o.insertOne({})._id) && /^[0-9a-f]{24}$/.test(db.x.insertOne({})._id)`:       `true`,
		`db.o.insertOne({})._id == db.o.insertOne({})._id`:                                                     `false`,
		`ids("o", "serial")`: `ValueError: ids() knows "integer", "uuid" and "objectid", not "serial"`,
	} {
		if got := evalText(t, s, js); got != want {
			t.Errorf("%s: %s, want %s", js, got, want)
		}
	}
}
