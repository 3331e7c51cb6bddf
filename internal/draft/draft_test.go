package draft

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

const head = `from bson import ObjectId
from flask import Flask, abort, g, request, session
from pymongo import MongoClient

app = Flask("notes")
db = MongoClient().notes

`

// model is the draft of the application whose views are given.
func model(t *testing.T, views string) *api.Model {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(head+views), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Model(p)
}

// told is a schema in a few words: {a!: string, b: [number 1..5]}, where the
// mark is for what must be there.
func told(s *api.Schema) string {
	if s == nil {
		return "any"
	}
	text := strings.Join(s.Types, "|")
	switch {
	case text == "":
		text = "any"
	case text == "object" && len(s.Properties) > 0:
		var parts []string
		for _, p := range s.Properties {
			mark := ""
			if s.Requires(p.Name) {
				mark = "!"
			}
			parts = append(parts, p.Name+mark+": "+told(p.Schema))
		}
		text = "{" + strings.Join(parts, ", ") + "}"
	case text == "array":
		text = "[" + told(s.Items) + "]"
	}
	if s.Minimum != nil || s.Maximum != nil {
		text += " "
		if s.Minimum != nil {
			text += fmt.Sprint(*s.Minimum)
		}
		text += ".."
		if s.Maximum != nil {
			text += fmt.Sprint(*s.Maximum)
		}
	}
	for _, e := range s.Enum {
		text += fmt.Sprintf(" %v", e)
	}
	if s.Format != "" {
		text += " " + s.Format
	}
	if s.Pattern != "" {
		text += " " + s.Pattern
	}
	return text
}

func TestBodies(t *testing.T) {
	for name, test := range map[string]struct{ view, want string }{
		"any": {`
			body = request.get_json()
			db.notes.insert_one({"text": body["text"]})
			return {}`, "application/json {text: any}"},
		"text": {`
			text = request.json.get("text")
			if not isinstance(text, str):
			    abort(400)
			db.notes.insert_one({"text": text})
			return {}`, "application/json {text: string}"},
		"required": {`
			body = request.json
			if not body.get("text"):
			    abort(400)
			if body.get("title") is None:
			    abort(400)
			db.notes.insert_one({"text": body["text"], "title": body["title"], "x": body.get("x")})
			return {}`, "application/json {text!: any, title!: any, x: any}"},
		"one of a list": {`
			kind = request.json.get("kind")
			if kind not in ("a", "b"):
			    abort(400)
			db.notes.insert_one({"kind": kind})
			return {}`, "application/json {kind: string a b}"},
		"a number in bounds": {`
			stars = request.json.get("stars")
			if not isinstance(stars, int):
			    abort(400)
			if stars < 1 or stars > 5:
			    abort(400)
			db.notes.insert_one({"stars": stars})
			return {}`, "application/json {stars: number 1..5}"},
		"objects in a list": {`
			items = request.json.get("items")
			if not isinstance(items, list):
			    abort(400)
			for item in items:
			    db.lines.insert_one({"n": str(item["n"])})
			return {}`, "application/json {items: [{n: string}]}"},
		"objects in a list that nobody asks for": {`
			for item in request.get_json()["items"]:
			    db.lines.insert_one({"n": item["n"], "tags": [t for t in item.get("tags", [])]})
			return {}`, "application/json {items: [{n: any, tags: [any]}]}"},
		"the first of a list": {`
			db.notes.insert_one({"url": request.json["urls"][0]})
			return {}`, "application/json {urls: [any]}"},
		"texts in a list": {`
			urls = request.json.get("image_urls", [])
			for url in urls:
			    if not isinstance(url, str):
			        abort(400)
			    db.notes.insert_one({"url": url})
			return {}`, "application/json {image_urls: [string]}"},
		"texts that are made of what is in a list": {`
			for link in request.json["links"]:
			    db.notes.insert_one({"link": str(link)})
			return {}`, "application/json {links: [string]}"},
		"a list without a plural": {`
			feed = request.json.get("feed")
			if not isinstance(feed, list):
			    abort(400)
			for url in feed:
			    db.notes.insert_one({"url": url})
			return {}`, "application/json {feed: [any]}"},
		"letters are no list": {`
			password = request.json["password"]
			if not any(c.isupper() for c in password):
			    abort(400)
			db.users.insert_one({"password": hash(password), "letters": [c for c in password]})
			return {}`, "application/json {password: any}"},
		"letters of what sounds like several": {`
			notes = request.json["notes"]
			if not isinstance(notes, str):
			    abort(400)
			db.notes.insert_one({"text": notes, "letters": [c for c in notes]})
			return {}`, "application/json {notes: string}"},
		"keys are no list": {`
			body = request.get_json()
			db.notes.insert_one({k: body[k] for k in body})
			return {}`, "application/json object"},
		"an identifier": {`
			db.notes.delete_one({"_id": ObjectId(request.json["note_id"])})
			return {}`, "application/json {note_id: string ^[0-9a-f]{24}$}"},
		"a form": {`
			db.notes.insert_one({"text": request.form["text"]})
			return {}`, "application/x-www-form-urlencoded {text: string}"},
		"a file": {`
			request.files["photo"].save("/tmp/x")
			return {"title": request.form.get("title")}`, "multipart/form-data {photo: string binary, title: string}"},
		"bytes": {`
			db.notes.insert_one({"raw": request.get_data()})
			return {}`, "application/octet-stream string"},
		"as it comes": {`
			db.users.update_one({"_id": 1}, {"$set": request.json})
			user = db.users.find_one({"_id": 1})
			return {"id": str(user["_id"]), "name": user["name"], "role": user["role"], "password": user["password"]}`, "application/json {name: string}"},
		"nothing": {`
			return {}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			view := strings.ReplaceAll(strings.TrimPrefix(test.view, "\n"), "\n\t\t\t", "\n    ")
			m := model(t, "@app.post(\"/notes\")\ndef view():\n    "+strings.TrimLeft(view, "\t")+"\n")
			if len(m.Operations) != 1 {
				t.Fatalf("operations %v", m.Operations)
			}
			got := ""
			if b := m.Operations[0].Body; b != nil {
				for _, c := range b.Contents {
					got = strings.TrimSpace(got + " " + c.MediaType + " " + told(c.Schema))
				}
			}
			if got != test.want {
				t.Errorf("body %q, want %q", got, test.want)
			}
		})
	}
}

func TestParametersAndAnswers(t *testing.T) {
	m := model(t, `
@app.get("/notes/<int:note_id>/<path:rest>")
def one(note_id, rest):
    limit = int(request.args.get("limit", 5))
    note = db.notes.find_one({"n": note_id, "tag": request.args.get("tag"), "of": request.headers.get("X-Team")})
    if note is None:
        abort(404)
    return {"id": str(note["_id"]), "lines": [{"n": 1}], "limit": limit, "agent": request.headers.get("User-Agent")}
`)
	op := m.Operations[0]
	var got []string
	for _, p := range op.Parameters {
		got = append(got, fmt.Sprintf("%s %s %s", p.In, p.Name, told(p.Schema)))
	}
	want := []string{"path note_id integer", "path rest string", "header X-Team string", "query limit number", "query tag string"}
	if !slices.Equal(got, want) {
		t.Errorf("parameters %q", got)
	}
	var answers []string
	for _, r := range op.Responses {
		text := r.Status
		for _, c := range r.Contents {
			text += " " + told(c.Schema)
		}
		answers = append(answers, text)
	}
	if want := []string{"200 {id: string, lines: [{n: number}], limit: number, agent: any}", "404"}; !slices.Equal(answers, want) {
		t.Errorf("answers %q", answers)
	}
	if op.Security != nil || op.ID != "one" || op.Place.Line == 0 || m.Title != "notes" || !m.Authoritative {
		t.Errorf("%+v", op)
	}
}

func TestSecurityOfDrafts(t *testing.T) {
	m := model(t, `
import functools
import jwt


def signed(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        g.claims = jwt.decode(token, app.config["KEY"], algorithms=["HS256"])
        return view(*args, **kwargs)

    return wrapper


@app.get("/bearer")
@signed
def bearer():
    return {"n": db.notes.count_documents({"owner": g.claims["sub"]})}


@app.get("/role")
@signed
def role():
    if g.claims["role"] != "admin":
        abort(403)
    return {"n": db.notes.count_documents({})}


@app.get("/session")
def by_session():
    if "user_id" not in session:
        abort(401)
    return {"n": db.notes.count_documents({"owner": session["user_id"]})}


@app.get("/nobody")
def nobody():
    return {"n": db.notes.count_documents({})}


@app.post("/wipe")
def wipe():
    db.notes.delete_many({})
    return {}


@app.post("/drop")
def drop():
    db.notes.drop()
    return {}
`)
	want := map[string]string{
		"GET /bearer": "[map[bearer:[]]]", "GET /role": "[map[bearer:[admin]]]", "GET /session": "[map[session:[]]]", "GET /nobody": "[]",
		"POST /wipe": "[] Deletes all of notes", "POST /drop": "[] Drops notes",
	}
	for _, op := range m.Operations {
		if got := strings.TrimSpace(fmt.Sprint(op.Security) + " " + op.Summary); got != want[op.String()] {
			t.Errorf("%s: %s, want %s", op, got, want[op.String()])
		}
	}
	if got := slices.Sorted(maps.Keys(m.Schemes)); !slices.Equal(got, []string{"bearer", "session"}) {
		t.Errorf("schemes %q", got)
	}
}
