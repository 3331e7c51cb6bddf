package packages

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// world is what the snippets of the tests import from "web": what a client
// sends, and sink, which tells what reached it.
func world() flow.Library {
	request := func(in string, kind, child flow.Kind) func(*flow.Reading) *flow.Value {
		return func(r *flow.Reading) *flow.Value {
			return flow.From(&flow.Origin{Source: flow.Request, In: in, Child: child, Place: r.Place}, kind, "sent")
		}
	}
	lib := flow.Library{
		"web.body":   {Get: request("body", flow.Any, flow.Any)},
		"web.query":  {Get: request("query", flow.Document, flow.Text)},
		"web.text":   {Get: request("body", flow.Text, flow.Text)},
		"web.header": {Get: request("header", flow.Text, flow.Text)},
		"web.sink": {Call: func(c *flow.Call) *flow.Value {
			c.Emit("sink", c.Args)
			return flow.None
		}},
	}
	for _, part := range []flow.Library{flow.Builtins(), Library()} {
		maps.Copy(lib, part)
	}
	return lib
}

// eventsOf interprets the top level of a module.
func eventsOf(source string) []*flow.Event {
	file := syntax.Parse("app.py", []byte(source))
	p := &project.Project{Modules: []*project.Module{{File: file, Name: "app"}}}
	return flow.New(p, world()).Events
}

// sunk describes what reached the sinks, one a line.
func sunk(source string) string {
	var told []string
	for _, e := range eventsOf("from web import body, query, text, header, sink\n" + source) {
		if e.Op == "sink" {
			for _, v := range e.Data.([]*flow.Value) {
				told = append(told, describe(v))
			}
		}
	}
	return strings.Join(told, "\n")
}

var checkNames = []string{"typed", "bounded", "listed", "escaped", "plain", "atleast", "atmost", "hashed", "own", "per-request"}

// describe is the value in one line: kind, checks, where it comes from; and
// of documents their members, "*" for others, "?" for those that may be
// missing.
func describe(v *flow.Value) string {
	if v == nil {
		return "nothing"
	}
	var b strings.Builder
	b.WriteString(v.Kind.String())
	for i, name := range checkNames {
		if v.Has(1 << i) {
			b.WriteString(" " + name)
		}
	}
	for _, s := range v.Flows {
		fmt.Fprintf(&b, " <%s %s", s.Origin.Source, s.Origin.Label())
		if s.Part {
			b.WriteString(" part")
		}
		if s.Weak {
			b.WriteString(" weak")
		}
		b.WriteString(">")
	}
	if len(v.Literals) > 0 {
		var all []string
		for _, l := range v.Literals {
			all = append(all, l.Text)
		}
		slices.Sort(all)
		b.WriteString(" =" + strings.Join(all, "|"))
	}
	if len(v.Fields()) > 0 || v.Kind.Only(flow.Document) {
		b.WriteString(" {")
		for i, f := range v.Fields() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.Name)
			if f.Maybe {
				b.WriteString("?")
			}
			b.WriteString(": " + describe(f.Value))
		}
		if rest, _ := v.Rest(); rest != nil {
			b.WriteString(" *: " + rest.Kind.String())
		}
		b.WriteString("}")
	}
	if elements, exact := v.Elements(); len(elements) > 0 {
		b.WriteString(" [")
		for i, e := range elements {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(describe(e))
		}
		if !exact {
			b.WriteString(" …")
		}
		b.WriteString("]")
	}
	return b.String()
}

// values are snippets and what reaches their sinks.
type values []struct{ name, source, want string }

func (all values) run(t *testing.T) {
	t.Helper()
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			if got := sunk(c.source); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.source, got, c.want)
			}
		})
	}
}

// Every alias leads to an entry, in one step, and every base is a type.
func TestEntriesAreConnected(t *testing.T) {
	lib := Library()
	all := flow.Builtins()
	maps.Copy(all, lib)
	for name, e := range lib {
		if e.Same == "" {
			continue
		}
		if target, ok := all[e.Same]; !ok || target.Same != "" {
			t.Errorf("%s is the same as %s, which is no entry", name, e.Same)
		}
	}
}

// Programs call things with too few arguments, too many, and of wrong kinds;
// every entry has an answer to that.
func TestEntriesAnswerToAnyCall(t *testing.T) {
	lib := world()
	lib["web.make"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		of, _ := c.Arg(0, "").Text()
		return c.Run.NewInstance(of, c.Place, nil)
	}}
	arguments := []string{"", "body", "None, None", "{}, [], 'x', 1", "*body, **body", "[body], (lambda x: x), key=body, nested=Own, url=Own(), options={}, verify=None, schema=body, data=body, instance=Own, args=body, kwargs=body, include=body, validate=body"}
	for name := range Library() {
		of, member, ok := cutLast(name)
		if !ok || strings.HasPrefix(name, "?") {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "from web import body, text, make\nimport %s\nclass Own(%s):\n    a: int = %s()\n", strings.SplitN(name, ".", 2)[0], of, of)
		for _, a := range arguments {
			for _, receiver := range []string{of, "make('" + of + "')", "Own", "Own(" + a + ")"} {
				fmt.Fprintf(&b, "x = %s.%s(%s)\nx.%s\nx[0]\nx['a']\nx.a\nx()\n@%s.%s\ndef f(x): return x\nf(body)\nf.delay(1)\n", receiver, member, a, member, receiver, member)
			}
		}
		file := syntax.Parse("app.py", []byte(b.String()))
		if len(file.Problems) > 0 {
			t.Fatalf("%s: %v", name, file.Problems)
		}
		flow.New(&project.Project{Modules: []*project.Module{{File: file, Name: "app"}}}, lib)
	}
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}
