package packages

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// closedHost is the beginning of an address whose host ends: what follows is
// path, query or fragment.
var closedHost = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\]+[/?#]`)

// ConstantHost tells whether an address goes to a host that the program
// chose, whatever a client puts into the rest of it: the host is spelled out,
// or comes from the configuration, and it has ended before anything else
// comes.
func ConstantHost(v *flow.Value) bool {
	if own(v) {
		return true
	}
	var written strings.Builder
	for _, p := range v.Pieces() {
		s, literal := p.Text()
		switch {
		case literal:
			written.WriteString(s)
		case !own(p):
			return closedHost.MatchString(written.String())
		case written.Len() == 0: // a base address from the configuration
			written.WriteString("own://host")
		default:
			written.WriteString("own")
		}
		if closedHost.MatchString(written.String()) {
			return true
		}
	}
	return false
}

// own tells whether all of a value is the program's own.
func own(v *flow.Value) bool {
	return v != nil && len(v.All(flow.Request, flow.Credential, flow.Outside, flow.Database, flow.Identity)) == 0
}

// ConstantHost tells whether the connection goes to a host that the program
// chose. A path behind a client's own base address does.
func (o *Outbound) ConstantHost() bool {
	if o.Base != nil && own(o.Base) {
		for _, p := range o.Address.Pieces() {
			s, _ := p.Text()
			return strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && len(s) > 1
		}
	}
	return ConstantHost(o.Address)
}
