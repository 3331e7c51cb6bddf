package unlistedoperation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookInputs reports what listed operations read of their requests and the
// contract does not declare: once for each kind of object.
func lookInputs(p *weakness.SourcePass) {
	describes := slices.ContainsFunc(p.Contract.Operations, func(op *api.Operation) bool { return queries(op) != nil })
	type hidden struct {
		ops   []*source.Operation
		names []string
	}
	by := map[string]*hidden{}
	p.Each(func(op *source.Operation) {
		c := entry(p, op)
		if c == nil {
			return
		}
		names := undeclared(op, c, describes)
		if len(names) == 0 {
			return
		}
		kind := c.Path
		if r := p.Outline.Resource(c); r != nil {
			kind = r.Kind
		}
		if by[kind] == nil {
			by[kind] = &hidden{}
		}
		h := by[kind]
		h.ops = append(h.ops, op)
		for _, name := range names {
			if !slices.Contains(h.names, name) {
				h.names = append(h.names, name)
			}
		}
	})
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		h := by[kind]
		f := weakness.SourceFound{
			Operation: h.ops[0], Also: h.ops[1:], Severity: finding.Info, Verdict: finding.Possible, Field: "inputs",
			Place: h.ops[0].Route.Place, Sink: "reads " + weakness.List(h.names),
			Summary: fmt.Sprintf("The source reads %s, which the contract does not declare: nobody who goes by that looks at it.", weakness.List(h.names)),
			Guard:   "The contract describes the other things that these operations take.",
		}
		if slices.ContainsFunc(h.names, grants) {
			f.Severity = finding.Low
		}
		p.Report(f)
	}
}

// grants tells whether who can send it gains something by it.
func grants(label string) bool {
	_, name, _ := strings.Cut(label, ".")
	return lexicon.Privileged(name)
}

// undeclared are the labels of what the operation reads and its entry in the
// contract lacks. Where that describes no body, or leaves it open, nothing of
// it can be missing.
func undeclared(op *source.Operation, c *api.Operation, describes bool) []string {
	declared := map[string]bool{}
	for _, name := range queries(c) {
		declared["query."+name] = true
	}
	body := false
	if c.Body != nil {
		for _, content := range c.Body.Contents {
			body = properties(content.Schema, declared, deepest) || body
		}
	}
	inputs := draft.Inputs(op)
	if slices.ContainsFunc(inputs, func(i source.Input) bool { return i.In == "body" && i.Name == "" }) {
		body = false // stored whole, it is read again as what it has become: that is mass assignment
	}
	var all []string
	for _, i := range inputs {
		name, _, _ := strings.Cut(i.Name, ".")
		label := i.In + "." + name
		switch {
		case name == "" || name == "*" || strings.HasPrefix(name, "$"):
			continue
		case i.In == "query" && !describes, i.In != "query" && (i.In != "body" && i.In != "form" || !body):
			continue
		case i.In == "form":
			label = "body." + name
		}
		if !declared[label] && !slices.Contains(all, label) {
			all = append(all, label)
		}
	}
	return all
}

func queries(op *api.Operation) []string {
	var names []string
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, strings.TrimSuffix(p.Name, "[]"))
		}
	}
	return names
}

// deepest bounds the walk through alternatives that contain themselves.
const deepest = 8

// properties adds what a body may hold, and tells whether it says so.
func properties(s *api.Schema, declared map[string]bool, depth int) bool {
	if s == nil || depth == 0 || s.Additional != nil && s.Additional.Allowed {
		return false
	}
	says := len(s.Properties) > 0
	for _, p := range s.Properties {
		declared["body."+p.Name] = true
	}
	for _, way := range s.Any {
		says = properties(way, declared, depth-1) || says
	}
	return says
}
