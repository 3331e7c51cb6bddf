package outline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

var update = flag.Bool("update", false, "write what the outlines are now")

// TestOutlines reads each API of testdata and compares its outline with what
// stands below it. The first lines of a file say what it shows.
func TestOutlines(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d APIs in testdata: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before, want, ok := strings.Cut(string(text), "-- want --\n")
			_, given, ok2 := strings.Cut(before, "-- api --\n")
			if !ok || !ok2 {
				t.Fatal("no -- api -- or no -- want --")
			}
			m := modelOf(t, given)
			got := tell(Of(m), m)
			if *update {
				if err := os.WriteFile(file, []byte(before+"-- want --\n"+got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the outline differs (- want, + got):\n%s", diff)
			}
		})
	}
}

// TestOrderOfOperations holds the outline to say the same in whatever order
// the operations are written.
func TestOrderOfOperations(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(string(text), "-- want --\n")
		_, given, _ := strings.Cut(before, "-- api --\n")
		m := modelOf(t, given)
		want := tell(Of(m), m)
		turned := &api.Model{Schemes: m.Schemes, Operations: slices.Clone(m.Operations)}
		slices.Reverse(turned.Operations)
		if diff := cmp.Diff(want, tell(Of(turned), m)); diff != "" {
			t.Errorf("%s, written backwards:\n%s", file, diff)
		}
	}
}

// tell writes an outline as text: the operations with their purposes and
// slots, then the resources.
func tell(o *Outline, m *api.Model) string {
	var b strings.Builder
	for _, op := range m.Operations {
		fmt.Fprintf(&b, "%-13s %s", o.Purpose(op), op)
		if r := o.Resource(op); r == o.Accounts {
			b.WriteString("  accounts")
		} else if r != nil {
			fmt.Fprintf(&b, "  %s", r.Name)
		}
		for _, s := range o.Slots(op) {
			kind := s.Resource.Kind
			if s.Resource == o.Accounts {
				kind = "accounts"
			}
			many := ""
			if s.Many {
				many = " many"
			}
			fmt.Fprintf(&b, "  [%s %s: %s%s]", s.In, s.Name, kind, many)
		}
		if o.ReadsOnly(op) != op.Reads() {
			fmt.Fprintf(&b, "  reads only: %v", o.ReadsOnly(op))
		}
		if why, ok := o.Administrative(op); ok {
			fmt.Fprintf(&b, "  administrative: %s", why)
		}
		if why, ok := o.Dangerous(op); ok {
			fmt.Fprintf(&b, "  dangerous: %s", why)
		}
		b.WriteByte('\n')
	}
	list := func(name string, ops []*api.Operation) {
		for i, op := range ops {
			if i == 0 {
				fmt.Fprintf(&b, "  %-8s %s", name, op)
			} else {
				fmt.Fprintf(&b, ", %s", op)
			}
		}
		if len(ops) > 0 {
			b.WriteByte('\n')
		}
	}
	for _, r := range append([]*Resource{o.Accounts}, o.Resources...) {
		switch {
		case r == o.Accounts:
			fmt.Fprintf(&b, "accounts %q (%s)", r.Kind, r.Name)
		default:
			fmt.Fprintf(&b, "%s (%s)", r.Kind, r.Name)
		}
		if r.Parent == o.Accounts {
			b.WriteString(" of accounts")
		} else if r.Parent != nil {
			fmt.Fprintf(&b, " of %s", r.Parent.Kind)
		}
		b.WriteByte('\n')
		list("create", r.Create)
		list("list", r.List)
		list("read", r.Read)
		list("update", r.Update)
		list("delete", r.Delete)
		list("actions", r.Actions)
	}
	for name, ops := range map[string][]*api.Operation{"login": o.Login, "sign-up": o.SignUp, "logout": o.Logout, "refresh": o.Refresh} {
		for _, op := range ops {
			if string(o.Purpose(op)) != name {
				fmt.Fprintf(&b, "%s is a %s\n", op, o.Purpose(op))
			}
		}
	}
	if len(o.Login) > 1 {
		list("login", o.Login)
	}
	if len(o.SignUp) > 1 {
		list("sign-up", o.SignUp)
	}
	return b.String()
}

// modelOf reads an API of one operation a line:
//
//	METHOD /path ?query ?needed! ^Header #operationId @tag "summary" lock:scope {body} -> 201 {answer}
//
// A body is {name, name!: type, name: {…}, names: [type]}; no type is a
// string, string/date has a format, a|b lists the values, and a body in ( ) is
// a form. An answer may be set-cookie.
func modelOf(t *testing.T, text string) *api.Model {
	t.Helper()
	m := &api.Model{Schemes: map[string]api.Scheme{"lock": {Type: "http", Scheme: "bearer"}, "basic": {Type: "http", Scheme: "basic"}, "adminKey": {Type: "apiKey", In: "header", Name: "X-Admin"}}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		op := &api.Operation{}
		given, answer, answers := strings.Cut(line, "->")
		r := &reader{t: t, text: given}
		op.Method, op.Path = r.word(), r.word()
		for r.skip(); r.text != ""; r.skip() {
			switch r.text[0] {
			case '?', '^':
				p := &api.Parameter{In: map[byte]string{'?': "query", '^': "header"}[r.text[0]]}
				p.Name, p.Required = strings.CutSuffix(r.word()[1:], "!")
				name, kind, typed := strings.Cut(p.Name, ":")
				if !typed {
					kind = "string"
				}
				p.Name, p.Schema = name, &api.Schema{Types: []string{kind}}
				op.Parameters = append(op.Parameters, p)
			case '#':
				op.ID = r.word()[1:]
			case '@':
				op.Tags = append(op.Tags, r.word()[1:])
			case '"':
				op.Summary, r.text, _ = strings.Cut(r.text[1:], `"`)
			case '{', '[':
				op.Body = &api.Body{Contents: []api.Content{{MediaType: "application/json", Schema: r.schema()}}}
			case '(':
				op.Body = &api.Body{Contents: []api.Content{{MediaType: "application/x-www-form-urlencoded", Schema: r.schema()}}}
			default:
				name, scope, scoped := strings.Cut(r.word(), ":")
				requirement := api.Requirement{name: nil}
				if scoped {
					requirement[name] = []string{scope}
				}
				op.Security = append(op.Security, requirement)
			}
		}
		if answers {
			r := &reader{t: t, text: answer}
			response := &api.Response{Status: r.word()}
			r.skip()
			if rest, ok := strings.CutPrefix(r.text, "set-cookie"); ok {
				response.Headers, r.text = []string{"Set-Cookie"}, rest
			}
			if r.skip(); r.text != "" {
				response.Contents = []api.Content{{MediaType: "application/json", Schema: r.schema()}}
			}
			op.Responses = []*api.Response{response}
		}
		m.Operations = append(m.Operations, op)
	}
	return m
}

type reader struct {
	t    *testing.T
	text string
}

func (r *reader) skip() { r.text = strings.TrimLeft(r.text, " ,") }

var wordForm = regexp.MustCompile(`^\S+`)
var nameForm = regexp.MustCompile(`^[^\s:,{}\[\]()]+`)

func (r *reader) word() string {
	r.skip()
	w := wordForm.FindString(r.text)
	r.text = r.text[len(w):]
	return w
}

func (r *reader) schema() *api.Schema {
	r.skip()
	switch r.text[0] {
	case '[':
		r.text = r.text[1:]
		s := &api.Schema{Types: []string{"array"}}
		if r.skip(); r.text[0] != ']' {
			s.Items = r.schema()
		}
		r.skip()
		r.text = r.text[1:]
		return s
	case '{', '(':
		r.text = r.text[1:]
		s := &api.Schema{Types: []string{"object"}}
		for r.skip(); r.text[0] != '}' && r.text[0] != ')'; r.skip() {
			name := nameForm.FindString(r.text)
			if name == "" {
				r.t.Fatalf("no name at %q", r.text)
			}
			r.text = r.text[len(name):]
			p := &api.Property{Schema: &api.Schema{Types: []string{"string"}}}
			var must bool
			if p.Name, must = strings.CutSuffix(name, "!"); must {
				s.Required = append(s.Required, p.Name)
			}
			if rest, ok := strings.CutPrefix(r.text, ":"); ok {
				r.text = rest
				p.Schema = r.schema()
			}
			s.Properties = append(s.Properties, p)
		}
		r.text = r.text[1:]
		return s
	}
	name := nameForm.FindString(r.text)
	if name == "" {
		r.t.Fatalf("no type at %q", r.text)
	}
	r.text = r.text[len(name):]
	s := &api.Schema{}
	if kind, format, ok := strings.Cut(name, "/"); ok {
		s.Types, s.Format = []string{kind}, format
	} else if values := strings.Split(name, "|"); len(values) > 1 {
		s.Types = []string{"string"}
		for _, v := range values {
			s.Enum = append(s.Enum, v)
		}
	} else {
		s.Types = []string{name}
	}
	return s
}
