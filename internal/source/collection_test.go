package source_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// library is an application with what collections can tell of themselves.
const library = `
from bson import ObjectId
from flask import Flask, abort, jsonify, request, session
from flask_login import current_user, login_required
from mongoengine import Document, ReferenceField, StringField
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().library
db.loans.create_index([("reader_id", 1), ("due", -1)])


class Review(Document):
    text = StringField()
    writer = StringField()
    meta = {"indexes": ["-writer", {"fields": ["text"]}]}


@app.get("/me")
@login_required
def me():
    return jsonify(db.people.find_one({"_id": current_user.id})["name"])

@app.get("/loans")
@login_required
def loans():
    return jsonify([x["due"] for x in db.loans.find({"reader_id": current_user.id})])

@app.get("/loans/<loan_id>")
@login_required
def loan(loan_id):
    return jsonify(db.loans.find_one({"_id": ObjectId(loan_id)})["due"])

@app.get("/notes/<note_id>")
@login_required
def note(note_id):
    found = db.notes.find_one({"_id": ObjectId(note_id)})
    if found["author"] != current_user.name:
        abort(404)
    return jsonify(found["text"])

@app.post("/books/<book_id>/likes")
@login_required
def like(book_id):
    db.books.update_one({"_id": ObjectId(book_id)}, {"$addToSet": {"likes": current_user.id}, "$set": {"updated_by": current_user.id}})
    return "", 204

@app.get("/books")
@login_required
def books():
    return jsonify([b["title"] for b in db.books.find()])

@app.get("/events")
def events():
    return jsonify([e["title"] for e in db.events.find({"uploaded_by": {"$ne": None}})])

@app.get("/admin/logins")
@login_required
def logins():
    return jsonify([x["at"] for x in db.logins.find()])
`

func collections(t *testing.T) (*source.Program, map[string]*source.Collection) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(library), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, p.Collections
}

func TestCollections(t *testing.T) {
	_, all := collections(t)
	for name, want := range map[string]string{
		"people": "accounts owner _id",
		"loans":  "owner reader_id contrast loans filters by reader_id",
		"notes":  "owner author contrast note compares author",
		"books":  "open",
		"events": "named uploaded_by open public",
		"logins": "",
		"review": "",
	} {
		c := all[name]
		if c == nil {
			t.Errorf("%s is not known; known are %v", name, slices.Sorted(maps.Keys(all)))
			continue
		}
		if got := toldOf(c); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// toldOf is what a collection tells of itself.
func toldOf(c *source.Collection) string {
	var words []string
	if c.Accounts() {
		words = append(words, "accounts")
	}
	if name, bound := c.Owner(); bound {
		words = append(words, "owner "+name)
	} else if name != "" {
		words = append(words, "named "+name)
	}
	if told := strings.Fields(c.Contrast(nil)); len(told) > 0 {
		words = append(words, "contrast", told[0]) // the place follows
		words = append(words, strings.TrimSuffix(strings.Join(told[3:], " "), " with who calls"))
	}
	if c.Open() != nil {
		words = append(words, "open")
	}
	if c.Public() != nil {
		words = append(words, "public")
	}
	return strings.Join(words, " ")
}

func TestIndexes(t *testing.T) {
	_, all := collections(t)
	for name, want := range map[string]string{"loans": "reader_id+due", "review": "writer text", "books": ""} {
		var got []string
		for _, index := range all[name].Indexes {
			got = append(got, strings.Join(index, "+"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}

func TestSiblings(t *testing.T) {
	p, _ := collections(t)
	for _, op := range p.Operations {
		if op.String() != "GET /loans" {
			continue
		}
		var got []string
		for _, o := range p.Siblings(op) {
			got = append(got, o.String())
		}
		if strings.Join(got, ", ") != "GET /loans/{loan_id}" {
			t.Errorf("siblings of %s: %v", op, got)
		}
		if n := len(p.Application(op)); n != len(p.Operations) {
			t.Errorf("%d operations of the application, %d in all", n, len(p.Operations))
		}
	}
}

func TestNames(t *testing.T) {
	for name, is := range map[string]func(string) bool{"personal": source.Personal, "private": source.Private, "whose": source.Whose} {
		for word, want := range map[string]map[string]bool{
			"personal": {"phone": true, "email": true, "date_of_birth": true, "dob": true, "shippingAddress": true, "salary": true, "home.street": true,
				"name": false, "avatar": false, "bio": false, "username": false, "created_at": false, "title": false},
			"private": {"orders": true, "Invoices": true, "shop.payments": true, "user_messages": true, "patients": true,
				"posts": false, "products": false, "events": false, "": false},
			"whose": {"user_id": true, "owner": true, "tenant": true, "createdBy": true, "customer_email": true, "updated_by": false,
				"recipient_id": false, "status": false, "to": false},
		}[name] {
			if got := is(word); got != want {
				t.Errorf("%s(%q) is %t", name, word, got)
			}
		}
	}
}
