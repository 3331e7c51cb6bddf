package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Each view answers "inside" where the condition holds.
func TestByEnvironment(t *testing.T) {
	for condition, want := range map[string]bool{
		`current_app.config["DEBUG"]`:                               true,
		`os.environ.get("FLASK_ENV") == "development"`:              true,
		`os.getenv("APP_ENV") in ("dev", "local")`:                  true,
		`os.getenv("STAGE") != "production"`:                        true,
		`settings.is_development`:                                   true,
		`os.environ["API_KEY"] == request.headers["X-Api-Key"]`:     false,
		`os.environ.get("MONGODB_URI")`:                             false,
		`request.args.get("debug")`:                                 false,
		`request.args.get("env") == os.environ.get("FLASK_ENV")`:    false,
		`db.settings.find_one({"name": "debug"}) == "development"`:  false,
		`len(request.args) > 3`:                                     false,
		`session.get("environment") == "production"`:                false,
		`os.environ.get("FLASK_ENV") == request.args["production"]`: false,
	} {
		t.Run(condition, func(t *testing.T) {
			t.Parallel()
			op := theOperation(t, `
import os
from flask import Flask, current_app, request, session
from pymongo import MongoClient
from elsewhere import settings

app = Flask(__name__)
db = MongoClient().shop

@app.get("/")
def view():
    if `+condition+`:
        return "inside"
    return "outside"
`)
			for _, a := range op.Answers {
				if text, _ := a.Value.Text(); text != "inside" {
					continue
				}
				if got := source.ByEnvironment(a.Event.Facts); got != want {
					t.Errorf("got %t, want %t", got, want)
				}
				return
			}
			t.Error("no answer is inside")
		})
	}
}

// theOperation is the only one of an application in one file.
func theOperation(t *testing.T, text string) *source.Operation {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Operations) != 1 {
		t.Fatalf("%d operations", len(p.Operations))
	}
	return p.Operations[0]
}
