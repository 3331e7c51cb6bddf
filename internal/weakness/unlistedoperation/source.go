package unlistedoperation

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	switch {
	case p.Contract == nil:
		return "no contract says what there should be"
	case !op.Served():
		return "no application registers it"
	case meantForAll(p, op):
		return "contracts need not list signs of life, words about the API, and pages"
	}
	return ""
}

// inSource looks for routes that the contract lacks, for deprecated
// operations that are still served, for inputs that it does not declare, and
// for what the contract lists and no route serves.
func inSource(p *weakness.SourcePass) {
	if p.Contract == nil {
		return
	}
	fits := true
	for _, app := range p.Applications {
		all := of(p, app)
		listed := slices.DeleteFunc(slices.Clone(all), func(op *source.Operation) bool { return entry(p, op) == nil })
		// A contract that has less than half of the routes is that of
		// something else, or of a part.
		if 2*len(listed) < len(all) {
			fits = false
			continue
		}
		for _, op := range all {
			judge(p, op, listed)
		}
	}
	if fits {
		lookInputs(p)
	}
	lookUnserved(p)
}

// of are the operations of an application that contracts should list.
func of(p *weakness.SourcePass, app *flask.Application) []*source.Operation {
	routes := map[*flask.Route]bool{}
	for _, r := range app.Routes {
		routes[r] = true
	}
	var all []*source.Operation
	p.Each(func(op *source.Operation) {
		if routes[op.Route] {
			all = append(all, op)
		}
	})
	return all
}

// entry is what the contract has of the operation; nil for nothing.
func entry(p *weakness.SourcePass, op *source.Operation) *api.Operation {
	if p.Listed(op) {
		return op.Operation
	}
	return nil
}

func judge(p *weakness.SourcePass, op *source.Operation, listed []*source.Operation) {
	f := weakness.SourceFound{Operation: op, Severity: finding.Low, Verdict: finding.Likely, Place: op.Route.Place, Sink: "serves " + op.String()}
	switch c := entry(p, op); {
	case c == nil:
		f.Summary = fmt.Sprintf("%s is served, and the contract does not list it: nobody who goes by that looks at it.", op)
		f.Guard = fmt.Sprintf("The contract lists %d other operations of the application, and none with this method and path.", len(listed))
		if open(op, listed) {
			f.Severity = finding.Medium
			f.Guard += " It asks nobody who calls; listed ones do."
		}
	case c.Deprecated:
		f.Verdict = finding.Possible
		f.Summary = fmt.Sprintf("%s is deprecated in the contract, and still served.", op)
		f.Guard = "Its route is registered as all others are."
	default:
		p.Clean(op, "the contract lists it")
		return
	}
	p.Report(f)
}

// open tells whether the operation does something for whoever comes, where
// most of those that are listed ask who calls.
func open(op *source.Operation, listed []*source.Operation) bool {
	if op.Access.Authenticated() || op.Access.Unclear() || len(op.Queries) == 0 {
		return false
	}
	asking := 0
	for _, o := range listed {
		if o.Access.Authenticated() {
			asking++
		}
	}
	return 2*asking > len(listed)
}

// meantForAll tells whether contracts need not list the operation: it says
// that the server lives, speaks about the API, or answers people with pages.
func meantForAll(p *weakness.SourcePass, op *source.Operation) bool {
	switch p.Purpose(op) {
	case outline.Health, outline.Documentation:
		return true
	}
	if entry(p, op) != nil || len(op.Answers) == 0 || op.Method != "GET" {
		return false
	}
	return !slices.ContainsFunc(op.Answers, func(a *source.Answer) bool { return !a.Value.Kind.Only(flow.Text) })
}
