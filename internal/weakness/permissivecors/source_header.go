package permissivecors

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookAtHeaders judges headers that are set by hand. of is nil where they are
// set for every answer.
func lookAtHeaders(p *weakness.SourcePass, of *source.Operation, events []*flow.Event) {
	if !credentialsAllowed(events) {
		return
	}
	for _, e := range events {
		h, ok := e.Data.(*flask.Header)
		if !ok || !strings.EqualFold(h.Name, "Access-Control-Allow-Origin") || source.ByEnvironment(e.Facts) {
			continue
		}
		f := weakness.SourceFound{Also: []*source.Operation{of}, Field: "origins", Place: e.Place, Sink: "tells browsers who may read"}
		text, _ := h.Value.Text()
		step := reflected(h.Value, e.Facts)
		switch {
		case step != nil:
			f.Severity, f.Verdict, f.Path = severityIn(p), finding.Likely, step.Path()
			f.Summary = "Every site can read what the API answers to its visitors: the origin that asks is the one that is allowed, with credentials."
			f.Guard = "On this way the origin is not compared with known ones."
		case text == "*":
			f.Severity, f.Verdict = finding.Low, finding.Possible
			f.Summary = "Any origin is allowed, together with credentials: browsers refuse the two together, other clients do not."
			f.Guard = "No list of origins is kept."
		default:
			continue
		}
		p.Report(f)
	}
}

func credentialsAllowed(events []*flow.Event) bool {
	for _, e := range events {
		h, ok := e.Data.(*flask.Header)
		if !ok || !strings.EqualFold(h.Name, "Access-Control-Allow-Credentials") {
			continue
		}
		if on, _ := source.Truth(h.Value); on {
			return true
		}
	}
	return false
}

// reflected is the origin that asks, where it is allowed as it came.
func reflected(v *flow.Value, facts *flow.Fact) *flow.Step {
	if v.Has(flow.Listed) || v.Has(flow.Formed) {
		return nil
	}
	for f := range facts.All {
		if f.Op != "truthy" && (fromOrigin(f.Left) != nil || fromOrigin(f.Right) != nil) && !(f.Right != nil && f.Right.IsNone()) {
			return nil
		}
	}
	return fromOrigin(v)
}

func fromOrigin(v *flow.Value) *flow.Step {
	if v == nil {
		return nil
	}
	for _, s := range v.FromSource(flow.Request, flow.Credential) {
		name := strings.ToLower(s.Origin.Name)
		if s.Origin.In == "header" && (name == "origin" || name == "referer") && !s.Weak {
			return s
		}
	}
	return nil
}

// severityIn is medium where a browser adds the credential by itself, or
// nothing is known of one; who calls with a token in a header lends nothing to
// a strange site.
func severityIn(p *weakness.SourcePass) finding.Severity {
	authenticated := false
	for _, app := range p.Applications {
		if where := app.Config["JWT_TOKEN_LOCATION"]; where != nil {
			elements, _ := where.Elements()
			for _, e := range append(elements, where) {
				if slices.Contains(e.Texts(), "cookies") {
					return finding.Medium
				}
			}
		}
	}
	for _, op := range p.Operations {
		authenticated = authenticated || op.Access.Authenticated()
		if slices.ContainsFunc(op.Events, ofBrowser) || slices.ContainsFunc(op.Inputs, func(i source.Input) bool { return i.In == "cookie" }) {
			return finding.Medium
		}
		for f := range op.Conditions() {
			if cookie(f.Left) || cookie(f.Right) {
				return finding.Medium
			}
		}
	}
	if authenticated {
		return finding.Low
	}
	return finding.Medium
}

// ofBrowser tells whether something is given to a browser to send again.
func ofBrowser(e *flow.Event) bool { return e.Op == "session" || e.Op == "login" || e.Op == "cookie" }

// cookie tells whether the value comes from a cookie or the session.
func cookie(v *flow.Value) bool {
	return v != nil && slices.ContainsFunc(v.FromSource(flow.Request, flow.Credential, flow.Identity), func(s *flow.Step) bool {
		return s.Origin.In == "cookie" || s.Origin.In == "session"
	})
}
