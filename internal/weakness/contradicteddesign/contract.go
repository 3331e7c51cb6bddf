package contradicteddesign

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	return speaks(p.Outline.Intent, op)
}

func inContract(p *weakness.ContractPass) {
	intent := p.Outline.Intent
	if intent == nil {
		return
	}
	for _, s := range staleIn(intent, slices.Concat(p.Operations, p.Beside)) {
		f := weakness.ContractFound{Severity: finding.Info, Field: s.Of + " " + s.String(), Place: s.Place, Summary: s.Text()}
		f.Path = []evidence.Point{{File: s.Place.File, Line: s.Place.Line, What: "names an operation that is not there"}}
		if s.Near != nil && s.Near.Place.Line > 0 {
			f.Path = append(f.Path, evidence.Point{File: s.Near.Place.File, Line: s.Near.Place.Line, What: "is the nearest that there is"})
		}
		p.Report(f)
	}
	p.Each(func(op *api.Operation) {
		at, public := intent.IsPublic(op)
		if !public || !op.Protected() {
			return
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Field: "public", Place: at,
			Summary: fmt.Sprintf("%s says that everybody may call %s, and the contract asks for a credential there.", at, op),
			Path:    both(at, "says that it is public", op.Place, "declares security for it"),
		})
	})
	for i := range intent.Resources {
		properties(p, &intent.Resources[i])
	}
}

func both(stated api.Place, what string, declared api.Place, and string) []evidence.Point {
	return []evidence.Point{{File: stated.File, Line: stated.Line, What: what}, {File: declared.File, Line: declared.Line, What: and}}
}

// properties looks for properties of a resource that the contract would have
// to have. It says nothing where the contract leaves an object open or
// describes none.
func properties(p *weakness.ContractPass, res *design.Resource) {
	var read, sent []string
	var reads, writes *api.Operation
	whole := true
	for _, op := range p.Operations {
		if p.Designed(op) != res {
			continue
		}
		if s := weakness.AnswerSchema(op); s != nil {
			reads, whole = op, whole && described(s, map[*api.Schema]bool{})
			for _, d := range weakness.Outputs(op) {
				read = append(read, d.Path)
			}
		}
		if s := weakness.BodySchema(op); s != nil {
			writes, whole = op, whole && described(s, map[*api.Schema]bool{})
			for _, d := range weakness.Inputs(op) {
				sent = append(sent, d.Path)
			}
		}
	}
	if !whole {
		return
	}
	missing := func(list []design.Word, op *api.Operation, declared []string, what string) {
		if op == nil || len(declared) == 0 {
			return
		}
		for _, w := range list {
			if slices.ContainsFunc(declared, func(d string) bool { return design.Listed([]design.Word{w}, d) != nil }) {
				continue
			}
			p.Report(weakness.ContractFound{
				Severity: finding.Info, Field: "design.resources." + res.Name + " " + what + " " + w.Text, Place: w.Place,
				Summary: fmt.Sprintf("%s says that %s of %s is %s, and the contract knows no such property.", w.Place, w.Text, res.Name, what),
				Path:    both(w.Place, "names a property", op.Place, "does not declare it"),
			})
		}
	}
	missing(res.Readable, reads, read, "readable")
	missing(res.Writable, writes, sent, "writable")
}

// described tells whether the schema says all properties that there are.
func described(s *api.Schema, seen map[*api.Schema]bool) bool {
	if s == nil || seen[s] {
		return true
	}
	seen[s] = true
	if weakness.Open(s) || s.Additional != nil && s.Additional.Allowed {
		return false
	}
	for _, prop := range s.Properties {
		if prop.Schema != nil && prop.Schema.Type() == "object" && !described(prop.Schema, seen) {
			return false
		}
	}
	for _, way := range s.Any {
		if !described(way, seen) {
			return false
		}
	}
	return s.Items == nil || described(s.Items, seen)
}
