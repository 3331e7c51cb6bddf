package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/source"
)

// asked reads an application whose only operation makes one query, with x and
// y, any values, and t, text, of the request.
func asked(t *testing.T, query string) *source.Query {
	t.Helper()
	text := `
import re
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop

@app.post("/")
def view():
    x, y, t = request.json["x"], request.json["y"], request.args["t"]
    return str(` + query + `)
`
	op := theOperation(t, text)
	if len(op.Queries) != 1 {
		t.Fatalf("there is not one query: %v", op.Queries)
	}
	return op.Queries[0]
}

func TestSinks(t *testing.T) {
	for query, want := range map[string]string{
		`db.a.find({"n": x})`:                                                      "condition n = x",
		`db.a.find({"n": {"$eq": x, "$in": [y], "$gt": t}})`:                       "constant n $eq = x; constant n $in * = y; constant n $gt = t",
		`db.a.find({"n": {"$not": x}})`:                                            "condition n $not = x",
		`db.a.find({"n": {"$elemMatch": x}})`:                                      "filter n $elemMatch = x",
		`db.a.find({"n": {"$elemMatch": {"m": x}}})`:                               "condition n $elemMatch m = x",
		`db.a.find({"n": {"$elemMatch": {"$gt": x}}})`:                             "constant n $elemMatch $gt = x",
		`db.a.find({"n": {"m": x}})`:                                               "constant n m = x",
		`db.a.find({"n": {"$all": [x]}})`:                                          "condition n $all * = x",
		`db.a.find({"$or": [{"n": x}, y]})`:                                        "condition $or * n = x; filter $or * = y",
		`db.a.find({"$and": x})`:                                                   "filter $and = x",
		`db.a.find(x)`:                                                             "filter  = x",
		`db.a.find({**x, "n": 1})`:                                                 "condition * = x",
		`db.a.find({t: {"$regex": x}})`:                                            "condition * = t; pattern * $regex = x",
		`db.a.find({t: 1})`:                                                        "condition * = t",
		`db.a.find({"n": {t: 1}})`:                                                 "condition n * = t",
		`db.a.find({"$where": t})`:                                                 "script $where = t",
		`db.a.find({"n": {"$regex": t}, "m": re.compile(t)})`:                      "pattern n $regex = t; pattern m = t",
		`db.a.find({"n": {"$in": [re.compile(t)]}})`:                               "pattern n $in * = t",
		`db.a.find({"$expr": {"$eq": ["$n", x]}})`:                                 "expression $expr $eq * = x",
		`db.a.find({"$expr": {"$eq": ["$n", {"$literal": x}]}})`:                   "constant $expr $eq * $literal = x",
		`db.a.find({"$expr": {"$function": {"body": t, "args": [x]}}})`:            "script $expr $function body = t; expression $expr $function args * = x",
		`db.a.find({"$text": {"$search": t}})`:                                     "constant $text $search = t",
		`db.a.find({}, {t: 1})`:                                                    "field * = t",
		`db.a.find({}, x)`:                                                         "field  = x",
		`db.a.find({}, {"n": 1}).sort(t, 1)`:                                       "field * = t",
		`db.a.find().sort([("n", 1), (t, -1)])`:                                    "field * = t",
		`db.a.distinct(t)`:                                                         "field  = t",
		`db[t].find()`:                                                             "collection  = t",
		`MongoClient()[t].a.find()`:                                                "database  = t",
		`db.a.aggregate(x)`:                                                        "pipeline  = x",
		`db.a.aggregate([x])`:                                                      "stage * = x",
		`db.a.aggregate([{"$match": {"n": x}}, {"$limit": 5}])`:                    "condition * $match n = x",
		`db.a.aggregate([{"$group": {"_id": x}}])`:                                 "expression * $group _id = x",
		`db.a.aggregate([{"$lookup": {"from": t, "pipeline": [{"$match": x}]}}])`:  "collection * $lookup from = t; filter * $lookup pipeline * $match = x",
		`db.a.aggregate([{"$facet": {"f": [{"$match": {"n": x}}]}}])`:              "condition * $facet f * $match n = x",
		`db.a.aggregate([{"$out": t}])`:                                            "collection * $out = t",
		`db.a.aggregate([{"$merge": {"into": {"db": t, "coll": "c"}}}])`:           "database * $merge into db = t",
		`db.a.aggregate([{"$sort": {t: 1}}, {"$unwind": "$n"}])`:                   "field * $sort * = t",
		`db.a.update_one({}, x)`:                                                   "update  = x",
		`db.a.update_one({}, {"$set": x})`:                                         "assigned $set = x",
		`db.a.update_one({}, {"$set": {"n": x, t: 1}})`:                            "stored $set * = t; stored $set n = x",
		`db.a.update_one({}, {t: {"n": 1}})`:                                       "update * = t",
		`db.a.update_one({}, {"$push": {"n": x}, "$pull": {"m": y}})`:              "added $push n = x; condition $pull m = y",
		`db.a.update_one({}, {"$push": {"n": {"$each": x}}})`:                      "constant $push n $each = x",
		`db.a.update_one({}, {"$pull": {"n": {"m": x}}})`:                          "condition $pull n m = x",
		`db.a.update_one({}, {"$inc": {"n": x}, "$rename": {"m": t}})`:             "constant $inc n = x; field $rename m = t",
		`db.a.update_one({}, [{"$set": {"n": x}}])`:                                "expression * $set n = x",
		`db.a.update_one({}, {"$set": {"a.$[e]": 1}}, array_filters=[{"e.n": x}])`: "condition * e.n = x",
		`db.a.insert_one(x)`:                                                       "document  = x",
		`db.a.insert_one({"n": x})`:                                                "stored n = x",
		`db.a.insert_many([x, {"n": y}])`:                                          "document * = x; stored * n = y",
		`db.a.replace_one({}, {**x, "n": 1})`:                                      "stored * = x",
		`db.a.create_index([(t, 1)])`:                                              "field * = t",
		`db.command(t)`:                                                            "",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range asked(t, query).Sinks() {
				got = append(got, fmt.Sprintf("%s %s = %s", s.As, strings.Join(s.Path, " "), from(s)))
			}
			if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// from is the name of what reaches the sink, as a value or else as a key.
func from(s source.Sink) string {
	for _, step := range s.Value.Flows {
		return step.Origin.Name
	}
	for _, step := range s.Names.Flows {
		return step.Origin.Name
	}
	return ""
}

func TestMapping(t *testing.T) {
	for query, want := range map[string]bool{
		`db.a.insert_one(x)`:                                   true,
		`db.a.insert_one({k: v for k, v in x.items()})`:        true,
		`db.a.insert_one({**x, "n": 1})`:                       true,
		`db.a.insert_one({t: y})`:                              false,
		`db.a.insert_one({"n": x})`:                            false,
		`db.a.insert_one({k: x[k] for k in ("a", "b")})`:       false,
		`db.a.insert_one({f"a_{k}": v for k, v in x.items()})`: true,
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			sinks := asked(t, query).Sinks()
			if len(sinks) == 0 || sinks[0].Mapping() != want {
				t.Errorf("want %t: %v", want, sinks)
			}
		})
	}
}

func TestSentText(t *testing.T) {
	for query, want := range map[string]string{
		`db.a.find({"$where": "this.n == " + t})`:                      "query.t",
		`db.a.find({"$where": f"this.n == {x}"})`:                      "body.x",
		`db.a.find({"$where": f"this.n == {int(x)}"})`:                 "",
		`db.a.find({"$where": f"this.n == {int(x)} || '{t}'"})`:        "query.t",
		`db.a.find({"$where": "this.n == '%(n)s'" % {"n": t}})`:        "query.t",
		`db.a.find({"$where": "this.n == '%s' && %d" % (t, 1)})`:       "query.t",
		`db.a.find({"$where": "this.n == %s" % len(t)})`:               "",
		`db.a.find({"$where": "this.n == 1" if t == "1" else "true"})`: "",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, s := range asked(t, query).Sinks() {
				if step := source.SentText(s.Value, source.Formed); step != nil {
					got = step.Origin.Label()
				}
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
