package flow_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Whatever a file is: its top level and each of its functions are followed to
// an end without a fault of the interpreter, and a second time they tell the
// same.
func FuzzFlow(f *testing.F) {
	for _, pattern := range []string{"../../../examples/shop/*/*.py", "../../../examples/shop/*/shop/*.py"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	programs, _ := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	for _, name := range programs {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(string(file.Data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		first := followed(text)
		if at := strings.Index(first, "internal error"); at >= 0 {
			t.Fatalf("the interpreter failed: %.500s", first[max(0, at-100):])
		}
		if again := followed(text); again != first {
			t.Fatalf("the second time it is told differently:\n%s\n%s", first, again)
		}
	})
}

// followed is what is told of a module and all of its functions.
func followed(text string) string {
	p := flow.New(&project.Project{Modules: []*project.Module{{File: syntax.Parse("a.py", []byte(text)), Name: "a"}}}, lab())
	var b strings.Builder
	tell := func(events []*flow.Event, limits []string) {
		for _, e := range events {
			fmt.Fprintln(&b, e.Op, e.Place, e.Stack, e.Depth)
			if e.Op == "sink" {
				fmt.Fprintln(&b, describe(e))
			}
			for f := range e.Facts.All {
				fmt.Fprintln(&b, f.Op, f.Not, f.Place, len(f.Ways))
			}
		}
		fmt.Fprintln(&b, limits)
	}
	tell(p.Events, p.Limits)
	for _, f := range p.Functions() {
		r := p.NewRun()
		r.Watch[f] = true
		r.Guard(f.Name, func() { r.CallUnknown(f) })
		tell(r.Events, r.Limits())
	}
	return b.String()
}
