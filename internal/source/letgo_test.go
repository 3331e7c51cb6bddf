package source_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// A fifth of what is kept of a large application was code that nobody reads
// any more: trees, and what the top levels of modules had made. What is done
// with every answer is known all the same.
func TestReadLetsGoOfCode(t *testing.T) {
	dir := t.TempDir()
	app := `from flask import Flask

app = Flask(__name__)


@app.after_request
def mark(response):
    response.headers["X-Seen"] = "yes"
    return response


@app.get("/")
def index():
    return "there"
`
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(app), 0o666); err != nil {
		t.Fatal(err)
	}
	p, err := source.Read(context.Background(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Operations) != 1 || len(p.Operations[0].Answers) != 1 {
		t.Fatalf("%d operations", len(p.Operations))
	}
	for _, m := range p.Project().Modules {
		if m.Tree != nil {
			t.Errorf("%s still has its tree", m.Path)
		}
	}
	if f := p.Operations[0].Route.Handler; f.Name != "index" || f.Body != nil || f.Args != nil {
		t.Errorf("%s still has its body", f.Name)
	}
	if after := p.After(); len(after) != 1 || len(after[0].Events) == 0 {
		t.Error("what is done with every answer is not known")
	}
}
