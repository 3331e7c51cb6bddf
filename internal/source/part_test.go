package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/source"
)

func TestPartsOfAnAnswer(t *testing.T) {
	op := theOperation(t, `
from flask import Flask, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop

@app.get("/")
def view():
    user = db.users.find_one({"name": request.args["name"]})
    user.pop("password")
    body = {"user": user, "tags": ["a", "b"]}
    if request.args.get("more"):
        body["more"] = 1
    return jsonify(body)
`)
	var got []string
	for part := range source.Parts(op.Answers[0].Value) {
		got = append(got, fmt.Sprintf("%s maybe %t in a list %t", strings.Join(part.Path, "."), part.Maybe, part.List != nil))
	}
	want := []string{
		" maybe false in a list false",
		"user maybe false in a list false",
		"tags maybe false in a list false",
		"tags.* maybe false in a list true",
		"tags.* maybe false in a list true",
		"more maybe true in a list false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestConditionsAreToldOnce(t *testing.T) {
	op := theOperation(t, `
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def view():
    if request.args.get("a") == "1":
        if request.args.get("b") == "2" or request.args.get("c") == "3":
            return "inside"
    return "outside"
`)
	seen := map[string]int{}
	for f := range op.Conditions() {
		text, _ := f.Right.Text()
		seen[fmt.Sprintf("%s %s not %t", f.Op, text, f.Not)]++
	}
	for _, condition := range []string{"== 1 not false", "== 2 not false", "== 3 not false", "== 1 not true"} {
		if seen[condition] == 0 {
			t.Errorf("%s is missing among %v", condition, seen)
		}
	}
	if seen["== 1 not false"] != 1 {
		t.Errorf("told more than once: %v", seen)
	}
}
