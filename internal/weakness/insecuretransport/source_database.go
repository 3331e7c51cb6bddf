package insecuretransport

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Options by which a client of MongoDB gives up TLS or its checks, as
// arguments and in connection strings.
// https://www.mongodb.com/docs/manual/reference/connection-string-options/
var (
	switches  = []string{"tls", "ssl"}
	unchecked = []string{"tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"}
)

func lookAtDatabase(p *weakness.SourcePass, op *source.Operation, e *flow.Event, c *mongo.Connect) {
	if len(c.Address.All(flow.Request)) > 0 {
		return // server-side-request-forgery
	}
	address, fallback := source.Spelled(c.Address)
	if reportUnchecked(p, op, e, c, address) {
		return
	}
	for _, name := range switches {
		v := c.Options[name]
		if v != nil && off(v) && (address == "" && c.Address != nil || source.RemoteHost(address) != "") {
			p.Report(weakness.SourceFound{
				Operation: of(op), Severity: finding.Medium, Verdict: finding.Likely, Field: strings.TrimSpace("tls " + source.RemoteHost(address)), Place: e.Place, Sink: "connects to MongoDB",
				Summary: fmt.Sprintf("Whoever is on the way to MongoDB can read queries, documents and credentials: %s=False turns TLS off.", name),
				Guard:   "No condition on the environment is around it.",
			})
			return
		}
		if v != nil {
			return // the environment, or somebody, says
		}
	}
	reportAddress(p, op, e, address, fallback)
}

// reportUnchecked reports a client that takes any certificate.
func reportUnchecked(p *weakness.SourcePass, op *source.Operation, e *flow.Event, c *mongo.Connect, address string) bool {
	why := ""
	for _, name := range unchecked {
		if on, _ := source.Truth(c.Options[name]); on || optionOf(address, name) == "true" {
			why = name
		}
	}
	if requirement := c.Options["ssl_cert_reqs"]; requirement != nil && (strings.HasSuffix(requirement.Name(), "CERT_NONE") || off(requirement)) {
		why = "ssl_cert_reqs"
	}
	if why == "" || address != "" && source.RemoteHost(address) == "" && !strings.Contains(address, "\x00") {
		return false
	}
	p.Report(weakness.SourceFound{
		Operation: of(op), Severity: finding.Medium, Verdict: finding.Likely, Field: strings.TrimSpace("tls " + source.RemoteHost(address)), Place: e.Place, Sink: "connects to MongoDB",
		Summary: fmt.Sprintf("Whoever is on the way to MongoDB can put themselves in its place: %s takes any certificate.", why),
		Guard:   "No condition on the environment is around it.",
	})
	return true
}

// reportAddress reports a connection string that leads elsewhere without TLS.
func reportAddress(p *weakness.SourcePass, op *source.Operation, e *flow.Event, address string, fallback bool) {
	host := source.RemoteHost(address)
	if host == "" || strings.HasPrefix(address, "mongodb+srv://") { // TLS is the default there
		return
	}
	for _, name := range switches {
		if optionOf(address, name) == "true" {
			return
		}
	}
	f := weakness.SourceFound{
		Operation: of(op), Severity: finding.Medium, Verdict: finding.Possible, Field: "tls " + host, Place: e.Place, Sink: "connects to MongoDB",
		Summary: fmt.Sprintf("Whoever is on the way to %s can read queries, documents and credentials: the connection to MongoDB has no TLS.", host),
		Guard:   "Neither tls=true nor mongodb+srv is in the address, and no argument asks for TLS.",
	}
	if fallback {
		f.Severity, f.Guard = finding.Low, f.Guard+" The environment can name another address."
	}
	p.Report(f)
}

// optionOf is an option of a connection string, in lower case; names are read
// without regard to case.
func optionOf(address, name string) string {
	_, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	for key, all := range values {
		if strings.EqualFold(key, name) {
			return strings.ToLower(all[0])
		}
	}
	return ""
}

// addresses are the settings that extensions read connection strings from.
var addresses = map[string]bool{"MONGO_URI": true, "MONGODB_URI": true, "MONGODB_HOST": true, "MONGODB_SETTINGS": true}

func lookAtSetting(p *weakness.SourcePass, e *flow.Event, s *flask.Setting) {
	if addresses[s.Name] {
		v := s.Value
		if f, ok := v.Field("host"); ok {
			v = f.Value
		}
		if f, ok := s.Value.Field("ssl"); ok && !off(f.Value) {
			return
		}
		if address, fallback := source.Spelled(v); strings.HasPrefix(address, "mongodb://") {
			reportAddress(p, p.Setup, e, address, fallback)
		}
	}
	if flag, ok := cookieSettings[s.Name]; ok && off(s.Value) {
		reportFlag(p, e, s.Name, flag)
	}
}
