package mongo

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// lab stands for a framework: values of a request, and of who calls.
var lab = flow.Library{
	"lab.body": {Call: func(c *flow.Call) *flow.Value {
		return flow.From(&flow.Origin{Source: flow.Request, In: "body", Child: flow.Any, Place: c.Place}, flow.Any, "read from the JSON body")
	}},
	"lab.args": {Call: func(c *flow.Call) *flow.Value {
		return flow.From(&flow.Origin{Source: flow.Request, In: "query", Child: flow.Text, Place: c.Place}, flow.Document, "read from the query")
	}},
	"lab.arg": {Call: func(c *flow.Call) *flow.Value {
		n, _ := c.Arg(0, "").Text()
		return flow.From(&flow.Origin{Source: flow.Request, In: "query", Name: n, Place: c.Place}, flow.Text, "read from the query")
	}},
	"lab.me": {Call: func(c *flow.Call) *flow.Value {
		return flow.From(&flow.Origin{Source: flow.Identity, In: "token", Place: c.Place}, flow.Document, "the token's claims")
	}},
	"lab.sink": {Call: func(c *flow.Call) *flow.Value {
		c.Emit("sink", c.Arg(0, ""))
		return flow.None
	}},
}

var update = flag.Bool("update", false, "write what is told into the files of testdata")

// Every file of testdata is a program. Below each line that does something
// stands, after "#> ", what the tables tell of it.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".py"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := annotated(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

const mark = "#> "

// annotated is the program with what is told of it.
func annotated(t *testing.T, text string) string {
	t.Helper()
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), mark) {
			lines = append(lines, line)
		}
	}
	below := map[int][]string{}
	for _, e := range interpret(t, strings.Join(lines, "\n")) {
		if what := told(e); what != "" && !slices.Contains(below[int(e.Place.Line)], what) {
			below[int(e.Place.Line)] = append(below[int(e.Place.Line)], what)
		}
	}
	var out []string
	for i, line := range lines {
		out = append(out, line)
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for _, what := range below[i+1] {
			out = append(out, indent+mark+what)
		}
	}
	return strings.Join(out, "\n")
}

// program is one module that was interpreted.
func program(t *testing.T, text string) *flow.Program {
	t.Helper()
	lib := flow.Builtins()
	maps.Copy(lib, Library())
	maps.Copy(lib, lab)
	file := syntax.Parse("app.py", []byte(text))
	for _, p := range file.Problems {
		t.Fatalf("line %d: %s", p.Line, p.Text)
	}
	return flow.New(&project.Project{Modules: []*project.Module{{File: file, Name: "app"}}}, lib)
}

// interpret runs one module, then each of its functions whose name begins
// with "view", and gives all events.
func interpret(t *testing.T, text string) []*flow.Event {
	t.Helper()
	prog := program(t, text)
	events := prog.Events
	for _, f := range prog.Functions() {
		if strings.HasPrefix(f.Name, "view") {
			r := prog.NewRun()
			r.CallUnknown(f)
			events = append(events, r.Events...)
		}
	}
	return events
}

// told is an event as text; none for those of the interpreter.
func told(e *flow.Event) string {
	switch data := e.Data.(type) {
	case *Query:
		if e.Op == "query" {
			return data.told()
		}
	case *Connect:
		return "connect " + data.Driver + " " + show(data.Address) + options(data.Options)
	case *Identifier:
		return "objectid " + show(data.Value)
	case *Script:
		return "script " + show(data.Code)
	case *flow.Value:
		if e.Op == "sink" {
			return "sink " + show(data)
		}
	}
	return ""
}

// told is the query as text: users.find_one read one filter={…}.
func (q *Query) told() string {
	var s strings.Builder
	on := q.Name
	if on == "" && q.Collection != nil {
		on = "<" + show(q.Collection) + ">"
	}
	fmt.Fprintf(&s, "%s %s.%s %s", q.Driver, on, q.Method, q.Verb)
	if q.Database != nil {
		s.WriteString(" db=" + show(q.Database))
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{q.One, "one"}, {q.Owned, "owned"}, {q.Partly, "partly"}} {
		if flag.set {
			s.WriteString(" " + flag.name)
		}
	}
	for _, part := range []struct {
		name string
		v    *flow.Value
	}{
		{"filter", q.Filter}, {"update", q.Update}, {"document", q.Document}, {"projection", q.Projection}, {"sort", q.Sort}, {"skip", q.Skip},
		{"limit", q.Limit}, {"pipeline", q.Pipeline}, {"keys", q.Keys}, {"command", q.Command}, {"distinct", q.Distinct},
	} {
		if part.v != nil {
			s.WriteString(" " + part.name + "=" + show(part.v))
		}
	}
	s.WriteString(options(q.Options))
	return s.String()
}

func options(all map[string]*flow.Value) string {
	var s strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s.WriteString(" " + name + ":" + show(all[name]))
	}
	return s.String()
}

// show is a value as text: literals as they are, content as kind@origin.
func show(v *flow.Value) string {
	if v == nil {
		return "nil"
	}
	if len(v.Literals) > 0 {
		var all []string
		for _, l := range v.Literals {
			switch l.Kind {
			case flow.Null:
				all = append(all, "None")
			default:
				all = append(all, l.Text)
			}
		}
		return strings.Join(all, "|")
	}
	var parts []string
	elements, exact := v.Elements()
	switch {
	case exact:
		var all []string
		for _, e := range elements {
			all = append(all, show(e))
		}
		parts = append(parts, "["+strings.Join(all, " ")+"]")
	case len(elements) > 0:
		parts = append(parts, "["+show(elements[0])+"...]")
	case len(v.Fields()) > 0 || v.Kind == flow.Document && len(v.Flows) == 0:
		parts = append(parts, showDocument(v))
	}
	if len(v.Flows) > 0 {
		parts = append(parts, showContent(v))
	}
	if len(parts) == 0 {
		return v.Kind.String()
	}
	return strings.Join(parts, "+")
}

func showDocument(v *flow.Value) string {
	var all []string
	for _, f := range v.Fields() {
		mark := ":"
		if f.Maybe {
			mark = "?:"
		}
		if f.Gone() {
			all = append(all, "-"+f.Name)
			continue
		}
		all = append(all, f.Name+mark+show(f.Value))
	}
	if rest, names := v.Rest(); rest != nil && len(v.Flows) == 0 {
		all = append(all, "*"+show(names)+":"+show(rest))
	}
	return "{" + strings.Join(all, " ") + "}"
}

func showContent(v *flow.Value) string {
	var all []string
	for _, s := range v.Flows {
		all = append(all, s.Origin.Label())
	}
	mark := ""
	if v.Has(flow.Escaped) {
		mark += "!escaped"
	}
	if v.Has(flow.Own) {
		mark += "!own"
	}
	return v.Kind.String() + "@" + strings.Join(all, ",") + mark
}
