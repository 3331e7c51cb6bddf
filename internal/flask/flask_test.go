package flask_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/python/project"
)

func library() flow.Library {
	lib := flow.Builtins()
	maps.Copy(lib, packages.Library())
	maps.Copy(lib, flask.Library())
	lib["lab.sink"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { c.Emit("sink", nil); return flow.None }}
	return lib
}

// program interprets the files of an archive, or one file given as text.
func program(t testing.TB, files ...txtar.File) *flow.Program {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, err := project.Load(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return flow.New(p, library())
}

// routesOf spells all routes: methods, rule, handler, and what else is said.
func routesOf(apps []*flask.Application) []string {
	var all []string
	for _, a := range apps {
		for _, r := range a.Routes {
			all = append(all, spellRoute(r))
		}
	}
	return all
}

func spellRoute(r *flask.Route) string {
	handler := "?"
	if r.Handler != nil {
		handler = r.Handler.Name
	}
	if r.Class != nil {
		handler = r.Class.Name + "." + handler
	}
	words := []string{strings.Join(r.Methods, ","), r.Rule, handler}
	if r.Blueprint != "" {
		words = append(words, "in "+r.Blueprint)
	}
	if len(r.Hooks) > 0 {
		words = append(words, fmt.Sprintf("hooks=%d", len(r.Hooks)))
	}
	if len(r.Decorators) > 1 {
		words = append(words, strings.Join(r.Decorators[1:], " "))
	}
	if r.Limited != nil {
		words = append(words, fmt.Sprintf("limited by %s %s at %d", r.Limited.Level, r.Limited.Text, r.Limited.Place.Line))
	}
	if !r.Live {
		words = append(words, "(not live)")
	}
	return strings.Join(words, " ")
}

// sinksOf runs every route and spells what reaches sink(...), with the facts
// that the tables have added there.
func sinksOf(p *flow.Program, apps []*flask.Application) []string {
	var all []string
	for _, a := range apps {
		for _, r := range a.Routes {
			for _, method := range r.Methods {
				for _, e := range r.Run(p, method).Events {
					if s := spellEvent(e); s != "" {
						all = append(all, fmt.Sprintf("%d %s", e.Place.Line, s))
					}
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		var x, y int
		fmt.Sscan(a, &x)
		fmt.Sscan(b, &y)
		if x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(all)
}

func spellEvent(e *flow.Event) string {
	var text string
	switch d := e.Data.(type) {
	case *flask.Abort:
		text = "abort " + spell(d.Status)
		if d.Description != nil {
			text += " " + spell(d.Description)
		}
	case *flask.Session:
		text = "session " + d.Key + ": " + spell(d.Value)
	case *flask.Token:
		text = "token " + d.Kind + " " + spell(d.Claims)
	case *flask.Login:
		text = "login " + spell(d.User)
	case *flask.Redirect:
		text = "redirect " + spell(d.Location)
	case *flask.Render:
		text = "render " + spell(d.Template)
	case *flask.Header:
		text = "header " + d.Name + ": " + spell(d.Value)
	case *flask.Cookie:
		text = "cookie " + spell(d.Name)
		if d.Secure != nil {
			text += " secure " + spell(d.Secure)
		}
	case *flask.File:
		text = "file " + spell(d.Path)
	case *flask.Secret:
		text = "secret " + d.Name + ": " + spell(d.Value)
	case *flask.Debug:
		text = "debug " + d.What + ": " + spell(d.Value)
	case *flask.CORS:
		text = "cors " + spell(d.Origins)
	case *flask.Setting:
		text = "config " + d.Name + ": " + spell(d.Value)
	default:
		switch e.Op {
		case "sink":
			text = spell(e.Call.Args[0])
		case "return":
			text = "return " + spell(e.Value)
		default:
			return ""
		}
	}
	for _, f := range facts(e.Facts) {
		text += " " + f
	}
	return text
}

// facts are those that tables have added, the oldest first.
func facts(f *flow.Fact) []string {
	var all []string
	for f := range f.All {
		switch f.Op {
		case "authenticated":
			all = append(all, "@"+f.Who)
		case "role":
			all = append(all, fmt.Sprintf("@role%v", f.Data))
		case "limited":
			all = append(all, fmt.Sprintf("@limited%v", f.Data))
		case "decorator":
			all = append(all, "@?"+f.Who)
		}
	}
	slices.Reverse(all)
	return all
}

var checkNames = []string{"typed", "bounded", "listed", "escaped", "plain", "atleast", "atmost", "hashed", "own", "perrequest", "formed"}

func spell(v *flow.Value) string {
	if v == nil {
		return "nil"
	}
	words := []string{v.Kind.String()}
	if len(v.Literals) > 0 {
		var all []string
		for _, l := range v.Literals {
			all = append(all, l.Text)
		}
		words = append(words, "="+strings.Join(all, "|"))
	}
	for _, s := range v.Flows {
		w := string(s.Origin.Source) + ":" + s.Origin.Label()
		if s.Weak {
			w += "?"
		}
		words = append(words, w)
	}
	for i, name := range checkNames {
		if v.Has(1<<i) && len(v.Flows) > 0 {
			words = append(words, name)
		}
	}
	if fields := v.Fields(); fields != nil {
		var all []string
		for _, f := range fields {
			name := f.Name
			if f.Maybe {
				name += "?"
			}
			if !f.Gone() {
				all = append(all, name+": "+spell(f.Value))
			}
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

// applicationOf spells what an application is besides its routes.
func applicationOf(p *flow.Program, a *flask.Application) []string {
	all := []string{"application " + a.Name + " " + strings.Join(a.Extensions, " ")}
	for _, c := range a.CORS {
		all = append(all, fmt.Sprintf("cors at %d: %s credentials %s", c.Place.Line, spell(c.Origins), spell(c.Credentials)))
	}
	if a.CSRF {
		all = append(all, "csrf")
	}
	if a.Talisman != nil {
		all = append(all, "talisman force_https "+spell(a.Talisman.ForceHTTPS))
	}
	if a.Limiter != nil {
		all = append(all, fmt.Sprintf("limiter %q", a.Limiter.Defaults))
	}
	for _, r := range a.Runs {
		all = append(all, fmt.Sprintf("run at %d: debug %s", r.Place.Line, spell(r.Debug)))
	}
	for _, name := range slices.Sorted(maps.Keys(a.Config)) {
		all = append(all, name+" = "+spell(a.Config[name]))
	}
	for _, h := range a.ErrorHandlers {
		all = append(all, fmt.Sprintf("handler %q %s", h.Exceptions, h.Blueprint))
		for _, e := range h.Run(p).Events {
			if s := spellEvent(e); s != "" {
				all = append(all, "  "+s)
			}
		}
	}
	for _, e := range a.RunAfter(p).Events {
		if s := spellEvent(e); s != "" {
			all = append(all, "after: "+s)
		}
	}
	return all
}

// The archives of testdata are projects. Their file "want" has the routes,
// after a line of dashes what their operations leave (values that reach
// sink(), returns, and the events of the tables), and after a line of "=" what
// is set up.
func TestProjects(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no projects: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(file, "testdata")), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkProject(t, file, archive)
		})
	}
}

func checkProject(t *testing.T, file string, archive *txtar.Archive) {
	t.Helper()
	var sources []txtar.File
	var want string
	for _, f := range archive.Files {
		if f.Name == "want" {
			want = string(f.Data)
		} else {
			sources = append(sources, f)
		}
	}
	p := program(t, sources...)
	apps := flask.Applications(p)
	var got strings.Builder
	for _, line := range routesOf(apps) {
		fmt.Fprintln(&got, line)
	}
	if strings.Contains(want, "---\n") {
		fmt.Fprintln(&got, "---")
		for _, line := range sinksOf(p, apps) {
			fmt.Fprintln(&got, line)
		}
	}
	if strings.Contains(want, "===\n") {
		fmt.Fprintln(&got, "===")
		for _, e := range p.Events {
			if s := spellEvent(e); s != "" {
				fmt.Fprintf(&got, "%d %s\n", e.Place.Line, s)
			}
		}
		for _, a := range apps {
			for _, line := range applicationOf(p, a) {
				fmt.Fprintln(&got, line)
			}
		}
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		if *update {
			writeWant(t, file, archive, got.String())
			return
		}
		t.Errorf("(-want +got):\n%s", diff)
	}
}
