package excessivedataexposure

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// declaration is what the contract says of the properties of an answer.
type declaration struct {
	silent bool // it names none
	names  map[string]bool
}

// declared tells whether the contract names the property, wherever: an
// envelope may be missing in it.
func (d declaration) declared(name string) bool { return d.names[name] }

// deepest bounds the walk through schemas that contain themselves.
const deepest = 8

// declarationOf reads the answer of that status in the contract.
func declarationOf(op *api.Operation, status int) declaration {
	d := declaration{names: map[string]bool{}}
	if r := answer(op, fmt.Sprint(status)); r != nil {
		if c := api.JSON(r.Contents); c != nil {
			d.add(c.Schema, deepest)
		}
	}
	d.silent = len(d.names) == 0
	return d
}

// answer is the declared one for a status: by number, range, default.
func answer(op *api.Operation, status string) *api.Response {
	for _, want := range []string{status, status[:1] + "XX", "default"} {
		for _, r := range op.Responses {
			if strings.EqualFold(r.Status, want) {
				return r
			}
		}
	}
	return nil
}

func (d declaration) add(s *api.Schema, depth int) {
	if s == nil || depth == 0 {
		return
	}
	for _, p := range s.Properties {
		if p.Schema == nil || !p.Schema.WriteOnly {
			d.names[p.Name] = true
			d.add(p.Schema, depth-1)
		}
	}
	d.add(s.Items, depth-1)
	for _, alternative := range s.Any {
		d.add(alternative, depth-1)
	}
	if s.Additional != nil {
		d.add(s.Additional.Schema, depth-1)
	}
}
