package serversiderequestforgery

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	driver "github.com/ashlarsec/ashlar/internal/mongo"
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

// inSource looks for connections to an address that the request chooses, or
// that some other request has stored.
func inSource(p *weakness.SourcePass) {
	stored := storedAddresses(p)
	p.Each(func(op *source.Operation) {
		connects := false
		for _, e := range op.Events {
			v, ok := addressOf(e)
			if !ok {
				continue
			}
			connects = true
			if c := chosenIn(v); c != nil {
				lookChosen(p, op, e, c)
			} else if s := storedIn(v, stored); s != nil {
				reportStored(p, op, e, s)
			}
		}
		if connects {
			p.Clean(op, "the program chooses the hosts that it connects to")
		}
	})
}

// addressOf is what an event connects to; false for other events, and where
// a base address of the client's own comes before it.
func addressOf(e *flow.Event) (*flow.Value, bool) {
	switch data := e.Data.(type) {
	case *packages.Outbound:
		return data.Address, data.Address != nil && !data.ConstantHost()
	case *driver.Connect:
		if data.Address == nil {
			return data.Options["port"], data.Options["port"] != nil
		}
		return data.Address, !packages.ConstantHost(data.Address)
	case *flow.Value:
		return data, e.Op == "open" && e.Call != nil && strings.HasPrefix(e.Call.Name, "pandas.read_")
	}
	return nil, false
}

func lookChosen(p *weakness.SourcePass, op *source.Operation, e *flow.Event, c *chosen) {
	if why := allowed(e.Facts, c.step); why != "" {
		p.Clean(op, "%s", why)
		return
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Critical, Verdict: finding.Likely, Field: c.step.Origin.Label(), Place: e.Place,
		Path: c.step.Path(), Kind: c.step.Kind, Sink: "the address that " + called(e) + " connects to",
		Summary: fmt.Sprintf("%s is the address of %s: it reaches what its callers cannot.", source.Subject(c.step), connection(e)),
		Guard:   "On this way its host is not compared with known ones, and no constant host comes before it.",
	}
	switch {
	case c.port:
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Summary = fmt.Sprintf("%s is the port that %s connects to: callers learn which ones are open.", source.Subject(c.step), called(e))
		f.Guard = "It is not compared with known ports."
	case c.begun != "":
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Summary = fmt.Sprintf("%s follows the host in the address of %s with no / between them: it can go on with the host, or make what comes before it a user name.", source.Subject(c.step), called(e))
		f.Guard = "Nothing makes sure that it begins with /."
	case c.step.Origin.In == "header" && strings.EqualFold(c.step.Origin.Name, "host"):
		f.Severity, f.Verdict = finding.Medium, finding.Possible
	}
	p.Report(f)
}

// connection says what the event opens.
func connection(e *flow.Event) string {
	switch data := e.Data.(type) {
	case *driver.Connect:
		return "a database that the server connects to"
	case *packages.Outbound:
		if data.Method != "" {
			return fmt.Sprintf("a request that the server sends (%s)", called(e))
		}
	}
	return fmt.Sprintf("what the server connects to (%s)", called(e))
}

// called names what connects, for people.
func called(e *flow.Event) string {
	if e.Call == nil {
		return "the server"
	}
	return e.Call.Name
}

func reportStored(p *weakness.SourcePass, op *source.Operation, e *flow.Event, s *flow.Step) {
	label := s.Origin.Label()
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Possible, Field: label, Place: e.Place,
		Path: s.Path(), Kind: s.Kind, Sink: "the address that " + called(e) + " connects to",
		Summary: fmt.Sprintf("%s is where %s connects to, and clients store what they like there.", label, called(e)),
		Guard:   "Its host is compared with known ones neither here nor where it is stored.",
	})
}
