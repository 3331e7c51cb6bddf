package permissivecors

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for other sites that may read answers with the visitor's
// credentials: by Flask-CORS, and by headers that are set by hand.
func inSource(p *weakness.SourcePass) {
	for _, app := range p.Applications {
		for _, c := range app.CORS {
			if !source.ByEnvironment(factsAt(p, c)) {
				lookAtCORS(p, app, c)
			}
		}
	}
	p.Each(func(op *source.Operation) { lookAtHeaders(p, op, op.Events) })
	for _, after := range p.After() {
		lookAtHeaders(p, nil, after.Events)
	}
}

// factsAt is what held where Flask-CORS was told.
func factsAt(p *weakness.SourcePass, c *flask.CORS) *flow.Fact {
	for _, e := range p.Setup.Events {
		if e.Op == "cors" && e.Place == c.Place {
			return e.Facts
		}
	}
	return nil
}

// lookAtCORS judges what Flask-CORS is told. With credentials it answers the
// star with the very origin that asks.
func lookAtCORS(p *weakness.SourcePass, app *flask.Application, c *flask.CORS) {
	for _, s := range sharings(app, c) {
		credentials, _ := source.Truth(s.credentials)
		any, fallback := anyOrigin(s.origins)
		if !credentials || !any {
			continue
		}
		f := weakness.SourceFound{
			Severity: severityIn(p), Verdict: finding.Likely, Field: "origins", Place: c.Place, Sink: "tells Flask-CORS who may read",
			Summary: "Every site can read what the API answers to its visitors: any origin is allowed, with credentials.",
			Guard:   "No list of origins is given; with supports_credentials Flask-CORS answers with the origin that asks.",
		}
		if fallback {
			f.Verdict, f.Guard = finding.Possible, "Any origin is what holds where the environment does not name some."
		}
		p.Report(f)
	}
}

// sharing is what holds for one part of the API.
type sharing struct{ origins, credentials *flow.Value }

// sharings are the parts that Flask-CORS is told of; settings stand in for
// what is not said.
func sharings(app *flask.Application, c *flask.CORS) []sharing {
	whole := sharing{c.Origins, c.Credentials}
	if whole.origins == nil {
		whole.origins = app.Config["CORS_ORIGINS"]
	}
	if whole.credentials == nil {
		whole.credentials = app.Config["CORS_SUPPORTS_CREDENTIALS"]
	}
	var all []sharing
	for _, r := range c.Resources.Fields() {
		one := whole
		if f, ok := r.Value.Field("origins"); ok {
			one.origins = f.Value
		}
		if f, ok := r.Value.Field("supports_credentials"); ok {
			one.credentials = f.Value
		} else if credentials, known := source.Truth(c.Credentials); !known || !credentials {
			one.credentials = app.Config["CORS_SUPPORTS_CREDENTIALS"] // it is another part that has them
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		all = append(all, whole)
	}
	return all
}

// anyOrigin tells whether all origins are allowed; Flask-CORS does so where
// nothing is said. Fallback tells that the environment can name some.
func anyOrigin(v *flow.Value) (any, fallback bool) {
	if v == nil {
		return true, false
	}
	elements, _ := v.Elements()
	for _, e := range append([]*flow.Value{v}, elements...) {
		for _, text := range e.Texts() {
			if everyOrigin(text) {
				return true, false
			}
		}
		if text, isDefault := source.Spelled(e); isDefault && everyOrigin(text) {
			return true, true
		}
	}
	return false, false
}

// everyOrigin tells whether the text matches all origins; Flask-CORS takes
// patterns too.
func everyOrigin(text string) bool {
	text = strings.Trim(text, "^$")
	switch text {
	case "*", ".*", ".+", `https?://.*`, `https?://.+`, `http.*`, `https://.*`, `(.*)`:
		return true
	}
	return false
}
