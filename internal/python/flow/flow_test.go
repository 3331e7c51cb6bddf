package flow_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// lab is the library of the programs in testdata: where values come from, and
// where they are looked at.
func lab() flow.Library {
	lib := flow.Builtins()
	from := func(source flow.Source, in string, child, kind flow.Kind) flow.Entry {
		return flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return flow.From(&flow.Origin{Source: source, In: in, Child: child, Place: c.Place}, kind, "read")
		}}
	}
	lib["lab.body"] = from(flow.Request, "body", flow.Any, flow.Any)
	lib["lab.args"] = from(flow.Request, "query", flow.Text, flow.Document)
	lib["lab.me"] = from(flow.Identity, "token", 0, flow.Document)
	lib["lab.document"] = from(flow.Database, "orders", 0, flow.Document|flow.Null)
	lib["lab.sink"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { c.Emit("sink", nil); return flow.None }}
	lib["lab.Base.read"] = flow.Entry{Call: func(*flow.Call) *flow.Value { return flow.TextOf("library") }}
	lib["lab.abort"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { c.Leave(); return nil }}
	return lib
}

// The files of testdata hold programs. Every call of sink has a comment that
// says what the value is there.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				t.Run(strings.TrimSuffix(f.Name, ".py"), func(t *testing.T) { check(t, f.Name, string(f.Data)) })
			}
		})
	}
}

func check(t *testing.T, name, text string) {
	t.Helper()
	var want []string
	for i, line := range strings.Split(text, "\n") {
		if _, comment, ok := strings.Cut(line, "# sink: "); ok {
			want = append(want, fmt.Sprintf("%d: %s", i+1, strings.TrimSpace(comment)))
		}
	}
	p := flow.New(&project.Project{Modules: []*project.Module{{File: syntax.Parse(name, []byte(text)), Name: strings.TrimSuffix(name, ".py")}}}, lab())
	run := p.NewRun()
	if view := p.Modules[0].Global("view"); view != nil {
		run.Call(view, nil, nil, flow.Place{File: name})
	}
	var got []string
	for _, e := range append(p.Events, run.Events...) {
		if e.Op == "sink" {
			got = append(got, fmt.Sprintf("%d: %s", e.Place.Line, describe(e)))
		}
	}
	slices.SortFunc(got, byLine)
	got = slices.Compact(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sinks (-want +got):\n%s", diff)
	}
	for _, f := range run.Limits() {
		t.Logf("limit: %s", f)
	}
}

func byLine(a, b string) int {
	var x, y int
	fmt.Sscan(a, &x)
	fmt.Sscan(b, &y)
	if x != y {
		return x - y
	}
	return strings.Compare(a, b)
}

var checkNames = []string{"typed", "bounded", "listed", "escaped", "plain", "atleast", "atmost", "hashed", "own", "perrequest"}

// describe spells the first argument of a sink: kind, flows, checks, fields.
func describe(e *flow.Event) string {
	text := spell(e.Call.Args[0])
	var facts []string
	for f := range e.Facts.All {
		if f.Op == "decorator" {
			facts = append(facts, "@"+f.Who)
		}
	}
	if len(facts) > 0 {
		text += " " + strings.Join(facts, " ")
	}
	return text
}

func spell(v *flow.Value) string {
	var words []string
	words = append(words, v.Kind.String())
	if len(v.Literals) > 0 {
		var all []string
		for _, l := range v.Literals {
			all = append(all, l.Text)
		}
		words = append(words, "="+strings.Join(all, "|"))
	}
	for _, s := range v.Flows {
		w := s.Origin.Label()
		if s.Weak {
			w += "?"
		}
		words = append(words, w)
	}
	for i, name := range checkNames {
		if n, known := v.Most(); known && name == "atmost" && len(v.Flows) > 0 {
			name = fmt.Sprintf("%s=%v", name, n)
		}
		if v.Has(1 << i) {
			words = append(words, name)
		}
	}
	rest, names := v.Rest()
	if fields := v.Fields(); fields != nil || rest != nil && len(v.Flows) == 0 {
		var all []string
		for _, f := range fields {
			name := f.Name
			if f.Maybe {
				name += "?"
			}
			if f.Gone() {
				continue
			}
			all = append(all, name+": "+spell(f.Value))
		}
		if rest != nil {
			all = append(all, "*"+spell(names)+": "+spell(rest))
		}
		words = append(words, "{"+strings.Join(all, ", ")+"}")
	}
	if elements, exact := v.Elements(); elements != nil {
		var all []string
		for _, x := range elements {
			all = append(all, spell(x))
		}
		if !exact {
			all = append(all, "…")
		}
		words = append(words, "["+strings.Join(all, ", ")+"]")
	}
	return strings.Join(words, " ")
}
