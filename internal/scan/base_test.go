package scan

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
)

// declared is a model of operations, "GET /a" or "GET /a @ server server".
func declared(servers []string, operations ...string) *api.Model {
	m := &api.Model{Authoritative: true, Servers: servers}
	for _, line := range operations {
		name, own, _ := strings.Cut(line, " @ ")
		method, path, _ := strings.Cut(name, " ")
		m.Operations = append(m.Operations, &api.Operation{Method: method, Path: path, Servers: strings.Fields(own)})
		if own == "" {
			m.Operations[len(m.Operations)-1].Servers = nil
		}
	}
	return m
}

func TestBasePathSettles(t *testing.T) {
	for name, test := range map[string]struct {
		named      string
		servers    []string
		operations []string
		called     []string // URLs
		elsewhere  []string
		noted      string
	}{
		"no servers":                      {named: "http://h:1", operations: []string{"GET /a"}, called: []string{"http://h:1/a"}},
		"server without a path":           {named: "http://h:1", servers: []string{"/"}, operations: []string{"GET /a"}, called: []string{"http://h:1/a"}},
		"relative server":                 {named: "http://h:1", servers: []string{"/v1/"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v1/a"}},
		"relative server without a slash": {named: "http://h:1", servers: []string{"v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v1/a"}},
		"server of the same host":         {named: "http://h:1", servers: []string{"http://h:1/v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v1/a"}},
		"localhost is 127.0.0.1":          {named: "http://127.0.0.1:1", servers: []string{"http://localhost:1/v1"}, operations: []string{"GET /a"}, called: []string{"http://127.0.0.1:1/v1/a"}},
		"another host says the path only": {named: "http://h:1", servers: []string{"https://api.example.com/v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v1/a"}, noted: "https://api.example.com/v1"},
		"the server that is the target wins": {named: "http://h:1", servers: []string{"https://api.example.com/v1", "http://h:1/v2"}, operations: []string{"GET /a"},
			called: []string{"http://h:1/v2/a"}},
		"a variable without a default":   {named: "http://h:1", servers: []string{"/{stage}", "/v2"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v2/a"}},
		"the path that was named":        {named: "http://h:1/v1", servers: []string{"/v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v1/a"}},
		"named path, no servers":         {named: "http://h:1/api", operations: []string{"GET /a"}, called: []string{"http://h:1/api/a"}},
		"named path behind a proxy":      {named: "http://h:1/proxy", servers: []string{"https://api.example.com/v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/proxy/a"}},
		"named path and server differ":   {named: "http://h:1/v2", servers: []string{"/v1"}, operations: []string{"GET /a"}, called: []string{"http://h:1/v2/a"}, noted: "/v2 is used as it was named"},
		"operations hold the path":       {named: "http://h:1/api", operations: []string{"GET /api/a", "GET /api"}, called: []string{"http://h:1/api/a", "http://h:1/api"}, noted: "begin with /api already"},
		"not all hold the path":          {named: "http://h:1/api", operations: []string{"GET /api/a", "GET /apis"}, called: []string{"http://h:1/api/api/a", "http://h:1/api/apis"}},
		"operation with its own path":    {named: "http://h:1", servers: []string{"/v1"}, operations: []string{"GET /a", "GET /b @ /v2"}, called: []string{"http://h:1/v1/a", "http://h:1/v2/b"}},
		"operation on the same, spelled": {named: "http://h:1", servers: []string{"/v1"}, operations: []string{"GET /a @ http://h:1/v1"}, called: []string{"http://h:1/v1/a"}},
		"operation elsewhere":            {named: "http://h:1", operations: []string{"GET /a", "GET /b @ https://files.example.com"}, called: []string{"http://h:1/a"}, elsewhere: []string{"GET /b"}},
		"operation of the contract's host": {named: "http://h:1", servers: []string{"https://api.example.com/v1"}, operations: []string{"GET /a", "GET /b @ https://api.example.com/v2"},
			called: []string{"http://h:1/v1/a", "http://h:1/v2/b"}},
		"operation here or elsewhere": {named: "http://h:1", operations: []string{"GET /b @ https://files.example.com http://h:1/f"}, called: []string{"http://h:1/f/b"}},
		"a port is another host":      {named: "http://h:1", operations: []string{"GET /a", "GET /b @ http://h:2"}, called: []string{"http://h:1/a"}, elsewhere: []string{"GET /b"}},
	} {
		t.Run(name, func(t *testing.T) {
			base, err := url.Parse(test.named)
			if err != nil {
				t.Fatal(err)
			}
			m := declared(test.servers, test.operations...)
			tgt := &target{base: base, model: m}
			tgt.settle()
			var called, elsewhere []string
			for _, op := range tgt.model.Operations {
				called = append(called, tgt.base.String()+op.Path)
			}
			for _, op := range tgt.elsewhere {
				elsewhere = append(elsewhere, op.String())
			}
			if !slices.Equal(called, test.called) || !slices.Equal(elsewhere, test.elsewhere) {
				t.Errorf("called %q, elsewhere %q; want %q, %q", called, elsewhere, test.called, test.elsewhere)
			}
			if notes := strings.Join(tgt.notes, "; "); !strings.Contains(notes, test.noted) {
				t.Errorf("notes %q, want …%s…", notes, test.noted)
			}
			if m.Operations[0].Path != strings.Fields(test.operations[0])[1] {
				t.Error("the model of the contract was changed")
			}
		})
	}
}
