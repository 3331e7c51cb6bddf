package scan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
)

const keptApp = `from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient("mongodb://root:correct-horse-1@db/shop").shop


@app.post("/login")
def login():
    return {"ok": db.users.find_one({"name": request.json["name"], "token": "correct-horse-2"}) is not None}
`

const keptContract = `openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /login:
    post:
      responses: {"200": {description: ok}}
`

// The document has all that a report needs, and no secret of the source.
func TestTheDocumentIsComplete(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"app.py": keptApp, "openapi.yaml": keptContract} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const diff = "--- a/app.py\n+++ b/app.py\n@@ -1,3 +1,3 @@\n API_KEY = \"correct-horse-3\"\n+password = \"correct-horse-4\"\n MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-x\n"
	result, err := Run(t.Context(), Options{
		Targets: []string{dir}, Weaknesses: catalogue.All(), Workflow: ".github/workflows/scan.yml",
		Propose: func(p *source.Program, _ *design.Intent, told, read []finding.Finding) []*finding.Fix {
			fixes := make([]*finding.Fix, len(told))
			fixes[0] = &finding.Fix{Diff: diff}
			return fixes
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Target.Workflow == "" || len(result.Findings) == 0 {
		t.Fatalf("%+v", result)
	}
	f := result.Findings[0]
	if f.Declared == nil || f.Declared.Line != 5 || !strings.HasSuffix(f.Declared.File, "openapi.yaml") {
		t.Errorf("declared at %+v", f.Declared)
	}
	last := f.Evidence.Path[len(f.Evidence.Path)-1]
	if !strings.HasPrefix(last.Code, `return {"ok": db.users.find_one({"name": request.json["name"]`) || strings.Contains(last.Code, "correct-horse") {
		t.Errorf("the code is %q", last.Code)
	}
	want := "--- a/app.py\n+++ b/app.py\n@@ -1,3 +1,3 @@\n API_KEY = \"…\"\n+password = \"…\"\n …\n-x\n"
	if f.Fix == nil || f.Fix.Diff != want || !f.Fix.Masked {
		t.Errorf("the change is %+v", f.Fix)
	}
}
