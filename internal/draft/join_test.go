package draft

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/source"
)

// served is a program of one application for each list of operations; "GET /a
// unregistered" is one that it does not serve.
func served(apps ...[]string) *source.Program {
	p := &source.Program{}
	for _, lines := range apps {
		app := &flask.Application{}
		for i, line := range lines {
			words := strings.Fields(line)
			r := &flask.Route{Live: len(words) == 2}
			app.Routes = append(app.Routes, r)
			p.Operations = append(p.Operations, &source.Operation{
				Route: r, Operation: &api.Operation{Method: words[0], Path: words[1], Place: api.Place{File: "a.py", Line: i + 1}},
			})
		}
		p.Applications = append(p.Applications, app)
	}
	return p
}

func operations(lines ...string) []*api.Operation {
	var all []*api.Operation
	for _, line := range lines {
		method, path, _ := strings.Cut(line, " ")
		all = append(all, &api.Operation{Method: method, Path: path, Place: api.Place{File: "openapi.yaml"}})
	}
	return all
}

func TestJoin(t *testing.T) {
	for name, test := range map[string]struct {
		source    []string
		second    []string // another application
		listed    []string
		servers   []string
		bound     []string // the operations of the source, as they are told
		alone     []string
		uncalled  string
		unhandled []string
	}{
		"the same":                    {source: []string{"GET /a", "POST /a"}, listed: []string{"POST /a", "GET /a"}, bound: []string{"GET /a", "POST /a"}},
		"parameters are called so":    {source: []string{"GET /a/{id}"}, listed: []string{"GET /a/{a_id}"}, bound: []string{"GET /a/{a_id}"}},
		"a slash at the end":          {source: []string{"GET /a/"}, listed: []string{"GET /a"}, bound: []string{"GET /a"}},
		"each has its own":            {source: []string{"GET /a", "GET /b"}, listed: []string{"GET /a", "GET /c"}, bound: []string{"GET /a", "GET /b"}, alone: []string{"GET /b"}, unhandled: []string{"GET /c"}},
		"another method":              {source: []string{"GET /a"}, listed: []string{"POST /a"}, bound: []string{"GET /a"}, alone: []string{"GET /a"}, unhandled: []string{"POST /a"}},
		"another method of a path":    {source: []string{"GET /a/{id}", "DELETE /a/{id}"}, listed: []string{"GET /a/{a_id}"}, bound: []string{"GET /a/{a_id}", "DELETE /a/{a_id}"}, alone: []string{"DELETE /a/{a_id}"}},
		"no contract":                 {source: []string{"GET /a"}, bound: []string{"GET /a"}, alone: []string{"GET /a"}},
		"a base path of a server":     {source: []string{"GET /api/v1/a"}, listed: []string{"GET /a"}, servers: []string{"https://h/api/v1/"}, bound: []string{"GET /a"}},
		"mounted below a base path":   {source: []string{"GET /a"}, listed: []string{"GET /api/a"}, servers: []string{"/api"}, bound: []string{"GET /api/a"}},
		"a prefix nobody wrote down":  {source: []string{"GET /api/a", "GET /api/b"}, listed: []string{"GET /a", "GET /b"}, bound: []string{"GET /a", "GET /b"}},
		"mounted where nobody wrote":  {source: []string{"GET /a", "GET /b"}, listed: []string{"GET /x/a", "GET /x/b"}, bound: []string{"GET /x/a", "GET /x/b"}},
		"one alike is chance":         {source: []string{"GET /api/a", "GET /b", "GET /c"}, listed: []string{"GET /a", "GET /d"}, bound: []string{"GET /api/a", "GET /b", "GET /c"}, alone: []string{"GET /api/a", "GET /b", "GET /c"}, unhandled: []string{"GET /a", "GET /d"}},
		"the plainest that does":      {source: []string{"GET /a", "GET /b", "GET /x/a"}, listed: []string{"GET /a", "GET /b"}, bound: []string{"GET /a", "GET /b", "GET /x/a"}, alone: []string{"GET /x/a"}},
		"drafts below the base path":  {source: []string{"GET /api/a", "GET /api/b"}, listed: []string{"GET /a"}, servers: []string{"/api"}, bound: []string{"GET /a", "GET /b"}, alone: []string{"GET /b"}},
		"drafts outside of it":        {source: []string{"GET /api/a", "GET /apis", "GET /b"}, listed: []string{"GET /a"}, servers: []string{"/api"}, bound: []string{"GET /a", "GET /apis", "GET /b"}, alone: []string{"GET /apis", "GET /b"}, uncalled: "not below /api"},
		"the base path itself":        {source: []string{"GET /api", "GET /api/a"}, listed: []string{"GET /", "GET /a"}, servers: []string{"/api"}, bound: []string{"GET /", "GET /a"}},
		"nobody serves it":            {source: []string{"GET /a", "GET /b unregistered"}, listed: []string{"GET /a"}, bound: []string{"GET /a", "GET /b"}, alone: []string{"GET /b"}, uncalled: "no application serves it"},
		"two applications, two bases": {source: []string{"GET /a", "GET /b"}, second: []string{"GET /v2/c", "GET /v2/d"}, listed: []string{"GET /a", "GET /b", "GET /c", "GET /d"}, bound: []string{"GET /a", "GET /b", "GET /c", "GET /d"}},
		"two handlers of one":         {source: []string{"GET /a/{x}", "GET /a/{y}"}, bound: []string{"GET /a/{x}", "GET /a/{x}"}, alone: []string{"GET /a/{x}"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := served(test.source, test.second)
			listed := operations(test.listed...)
			j := Join(p, listed, test.servers)
			var bound, alone, unhandled []string
			for _, op := range p.Operations {
				bound = append(bound, op.String())
				if place := j.Handlers[op.String()]; place.File != "a.py" {
					t.Errorf("the handler of %s is at %v", op, place)
				}
			}
			for _, op := range j.Alone {
				alone = append(alone, op.String())
				if why := j.Uncalled[op]; !strings.Contains(why, test.uncalled) || test.uncalled == "" && why != "" {
					t.Errorf("%s is not called: %q", op, why)
				}
			}
			for _, op := range j.Unhandled {
				unhandled = append(unhandled, op.String())
			}
			if !slices.Equal(bound, test.bound) || !slices.Equal(alone, test.alone) || !slices.Equal(unhandled, test.unhandled) {
				t.Errorf("told %q, alone %q, unhandled %q", bound, alone, unhandled)
			}
		})
	}
}

func TestFieldsAreCalledAsInTheContract(t *testing.T) {
	j := Join(served([]string{"GET /a/{x}/b/{y}"}), operations("GET /a/{a_id}/b/{y}"), nil)
	for field, want := range map[string]string{"path.x": "path.a_id", "path.y": "path.y", "body.x": "body.x", "": ""} {
		if got := j.Field("GET /a/{a_id}/b/{y}", field); got != want {
			t.Errorf("%s is called %s", field, got)
		}
	}
}

func TestExtendedModel(t *testing.T) {
	m := &api.Model{Operations: operations("GET /a", "GET /z"), Schemes: map[string]api.Scheme{"token": {Type: "http", Scheme: "bearer"}}}
	p := served([]string{"GET /a", "GET /b", "GET /c unregistered", "GET /z", "POST /a"})
	j := Join(p, m.Operations, nil)
	j.Alone[1].Security = []api.Requirement{{"session": {"admin"}}}
	out := j.Extended(m)
	if got := fmt.Sprint(out.Operations); got != "[GET /a POST /a GET /z GET /b]" || len(m.Operations) != 2 {
		t.Errorf("%s, and the contract has %v", got, m.Operations)
	}
	if got := fmt.Sprint(out.Operations[3].Security); got != "[map[token:[admin]]]" {
		t.Errorf("asks for %s", got)
	}
}
