package insecuretransport

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for connections and cookies that the program sends without
// protection although it could.
func inSource(p *weakness.SourcePass) {
	look := func(op *source.Operation) {
		for _, e := range op.Events {
			switch data := e.Data.(type) {
			case *mongo.Connect:
				if source.InForce(op.Events, e) {
					lookAtDatabase(p, op, e, data)
				}
			case *packages.Outbound:
				if source.InForce(op.Events, e) {
					lookAtRequest(p, op, e, data)
				}
			case *flask.Setting:
				if source.InForce(op.Events, e) {
					lookAtSetting(p, e, data)
				}
			case *flask.Cookie:
				if source.InForce(op.Events, e) {
					lookAtCookie(p, op, e, data)
				}
			}
		}
	}
	look(p.Setup)
	p.Each(look)
}

// lookAtRequest reports requests to other servers whose certificates are not
// checked.
func lookAtRequest(p *weakness.SourcePass, op *source.Operation, e *flow.Event, out *packages.Outbound) {
	verify := e.Call.Arg(-1, "verify")
	if verify == nil || !off(verify) || !out.ConstantHost() {
		return
	}
	address, _ := source.Spelled(out.Address)
	if out.Base != nil {
		address, _ = source.Spelled(out.Base)
	}
	host := source.RemoteHost(address)
	if host == "" {
		return
	}
	p.Report(weakness.SourceFound{
		Operation: of(op), Severity: finding.Medium, Verdict: finding.Likely, Field: "verify " + host, Place: e.Place, Sink: "connects without a check of the certificate",
		Summary: fmt.Sprintf("Whoever is on the way to %s can read and change what is sent: its certificate is not checked.", host),
		Guard:   "verify is False.",
	})
}

// of is the operation of a finding; what is set up is about all of them.
func of(op *source.Operation) *source.Operation {
	if op.Route == nil {
		return nil
	}
	return op
}

// off tells whether the value is false wherever the program runs.
func off(v *flow.Value) bool {
	on, known := source.Truth(v)
	return known && !on && v.Kind.Only(flow.Bool|flow.Number) // a text is a file of certificates
}
