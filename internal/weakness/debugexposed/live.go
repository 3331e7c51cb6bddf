package debugexposed

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// mostErrors is how many operations are asked for an error page: what makes
// it serves the whole application, where anything makes it.
const mostErrors = 4

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if op == first(p) || breakable(p, op) {
		return ""
	}
	return "the debugger belongs to the application: other operations stand for it"
}

// first is the operation in whose entry the debugger's own resource is told.
func first(p *weakness.LivePass) *weakness.Operation {
	return p.Chosen("first", func() []*weakness.Operation { return []*weakness.Operation{findFirst(p)} })[0]
}

func findFirst(p *weakness.LivePass) *weakness.Operation {
	var other *weakness.Operation
	for _, op := range p.API.Operations {
		plain := op.Method == "GET" && !strings.Contains(op.Path, "{")
		if !plain && other != nil {
			continue
		}
		if _, dangerous := p.Outline.Dangerous(op); dangerous {
			continue
		}
		if plain {
			return op
		}
		other = op
	}
	return other
}

// breakable tells whether the operation is one of the few whose identifier is
// broken to see the page of an error.
func breakable(p *weakness.LivePass, op *weakness.Operation) bool {
	return slices.Contains(p.Chosen("breakable", func() []*weakness.Operation {
		var few []*weakness.Operation
		for _, other := range p.API.Operations {
			if len(few) < mostErrors && strings.Contains(other.Path, "{") && p.Outline.ReadsOnly(other) && p.Outline.Purpose(other) != outline.Logout {
				few = append(few, other)
			}
		}
		return few
	}), op)
}

func live(ctx context.Context, p *weakness.LivePass) error {
	if first(p) == nil {
		return nil
	}
	found, err := resource(ctx, p)
	if err != nil {
		return err
	}
	if found {
		for _, op := range p.Operations() {
			p.NotApplicable(op, "the debugger has shown itself at %s", first(p))
		}
		return nil
	}
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if !breakable(p, op) {
			return nil
		}
		return errorPage(ctx, p, op)
	})
}

// inScript is what the debugger's script holds in every version of Werkzeug
// since 0.9 and nothing else has a use for.
var inScript = regexp.MustCompile(`\bEVALEX_TRUSTED\b|\bEVALEX\b[\s\S]*\bCONSOLE_MODE\b|\bCONSOLE_MODE\b[\s\S]*\bEVALEX\b`)

// script asks for a resource of the debugger, which it answers on every path.
func script(name string) *request.Request {
	return &request.Request{
		Operation: &weakness.Operation{Method: "GET", Path: "/"},
		Query:     url.Values{"__debugger__": {"yes"}, "cmd": {"resource"}, "f": {name}},
	}
}

// resource asks the debugger for its script, twice, and for one that it does
// not have.
func resource(ctx context.Context, p *weakness.LivePass) (bool, error) {
	op := first(p)
	var shown [2]*wire.Exchange
	for round := range shown {
		ex, err := p.Send(ctx, p.Anonymous(), script("debugger.js"))
		if err != nil {
			return false, err
		}
		if !ex.OK() || !inScript.Match(ex.Body) {
			p.Clean(op, "the debugger's resource is answered %s and nothing of it", world.Status(ex))
			return false, nil
		}
		shown[round] = ex
	}
	control, err := p.Send(ctx, p.Anonymous(), script(p.Random()+".js"))
	if err != nil {
		return false, err
	}
	if control.OK() && inScript.Match(control.Body) {
		p.Clean(op, "whatever is asked for is answered with the same words")
		return false, nil
	}
	p.Report(weakness.Found{
		Operation: op, WholeAPI: true, Severity: finding.Critical, Verdict: finding.Proven, Identity: p.Anonymous().Name,
		Summary:   "Werkzeug's debugger answers anonymous with its own script: an error opens a console that runs Python on the server, behind a PIN at most.",
		Exchanges: []weakness.Shown{weakness.Show(shown[0], "the debugger's script"), weakness.Show(shown[1], "and again")},
		Control:   []weakness.Shown{weakness.Show(control, "a script of another name is not there")},
		Recipe:    []evidence.Step{p.Step(p.Anonymous(), script("debugger.js"), "the script of Werkzeug's debugger")},
	})
	return true, nil
}

// page is that of an error with a console: the page says whether it may be
// used, and holds the secret with which it is.
var page = regexp.MustCompile(`\bEVALEX\s*=\s*true\b[\s\S]*\bSECRET\s*=\s*["']\w+`)

// errorPage breaks the last identifier: a proxy may hide the resources and
// let the pages through.
func errorPage(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) error {
	base, err := p.BaseAny(ctx, op)
	if err != nil {
		return err
	}
	names := op.PathParameters()
	bad := base.Request.With(request.Place{In: "path", Name: names[len(names)-1]}, "not-an-id")
	var last *wire.Exchange
	for range 2 {
		if last, err = p.Send(ctx, base.Who, bad); err != nil {
			return err
		}
		if last.Status < 500 || !page.Match(last.Body) {
			p.Clean(op, "an error page shows no console: a malformed identifier is answered %s", world.Status(last))
			return nil
		}
	}
	if strings.Contains(base.Exchange.Text(), "EVALEX") {
		p.Clean(op, "the honest answer has the same words")
		return nil
	}
	report(p, op, base.Who, bad, last, base.Exchange)
	return nil
}

func report(p *weakness.LivePass, op *weakness.Operation, who *identity.Identity, bad *request.Request, ex, honest *wire.Exchange) {
	p.Report(weakness.Found{
		Operation: op, WholeAPI: true, Severity: finding.Critical, Verdict: finding.Proven, Identity: who.Name,
		Summary:   fmt.Sprintf("%s answers a malformed identifier with a page of Werkzeug's debugger and the secret of its console, which runs Python on the server.", op),
		Exchanges: []weakness.Shown{weakness.Show(ex, "an error brings the console, twice")},
		Control:   []weakness.Shown{weakness.Show(honest, "an honest request brings nothing of it")},
		Recipe:    []evidence.Step{p.Step(who, bad, "a page of the debugger, with EVALEX = true", p.Mentioned(bad)...)},
	})
}
