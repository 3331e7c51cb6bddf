package scan

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// settle decides below which path the operations are, and which of them are
// not on the target at all. What the user named counts most; a server of the
// contract on another host says only the path, and is never called.
func (t *target) settle() {
	if t.base == nil || t.model == nil || !t.model.Authoritative {
		return
	}
	if t.query != "" {
		t.notes = append(t.notes, "the query of the URL is not sent: the contract says what is")
	}
	t.settlePath()
	t.settleOperations()
}

func (t *target) settlePath() {
	at, ok := t.server(t.model.Servers)
	named := t.base.Path
	switch {
	case named == "" && !ok:
	case named == "":
		t.base.Path = at.path
		if !at.here && at.path != "" {
			t.notes = append(t.notes, fmt.Sprintf("the operations are called below %s, as the contract's server %s says", at.path, at.text))
		}
	case ok && at.path == named:
	case t.under(named):
		t.base.Path = ""
		t.notes = append(t.notes, fmt.Sprintf("the operations of the contract begin with %s already: it is not put before them again", named))
	case ok && at.here:
		t.notes = append(t.notes, fmt.Sprintf("the contract's server says %s; %s is used as it was named", at.text, t.base))
	}
	t.base.RawPath = ""
}

// under tells whether all operations are below the path already.
func (t *target) under(path string) bool {
	return !slices.ContainsFunc(t.model.Operations, func(op *api.Operation) bool {
		return op.Path != path && !strings.HasPrefix(op.Path, path+"/")
	})
}

// settleOperations honours the servers of single operations. Where their
// paths differ, all paths move into the operations: a client has one base.
func (t *target) settleOperations() {
	if !slices.ContainsFunc(t.model.Operations, func(op *api.Operation) bool { return op.Servers != nil }) {
		return
	}
	var here []*api.Operation
	paths := map[*api.Operation]string{}
	differ := false
	for _, op := range t.model.Operations {
		path := t.base.Path
		if op.Servers != nil {
			at, ok := t.server(op.Servers)
			if ok && !at.here && !t.ours(at.host) {
				t.elsewhere = append(t.elsewhere, op)
				continue
			}
			if ok {
				path = at.path
			}
		}
		paths[op] = path
		differ = differ || path != t.base.Path
		here = append(here, op)
	}
	if len(t.elsewhere) > 0 || differ {
		model := *t.model
		model.Operations = here
		t.model = &model
	}
	if !differ {
		return
	}
	for i, op := range t.model.Operations {
		moved := *op
		moved.Path = paths[op] + op.Path
		t.model.Operations[i] = &moved
	}
	t.base.Path = ""
}

// place is what a server of a contract says of where operations are.
type place struct {
	text string // as declared
	host string // with its port
	path string // without a slash at the end
	here bool   // it is the target
}

// server is the one of them that is the target, else the first that can be
// read; false where there is none.
func (t *target) server(servers []string) (place, bool) {
	root := *t.base
	root.Path, root.RawPath = "/", ""
	var first place
	found := false
	for _, text := range servers {
		if strings.Contains(text, "{") {
			continue // a variable without a default
		}
		u, err := root.Parse(text)
		if err != nil {
			continue
		}
		p := place{text: text, host: hostPort(u), path: strings.TrimRight(u.Path, "/"), here: hostPort(u) == hostPort(t.base)}
		if p.here {
			return p, true
		}
		if !found {
			first, found = p, true
		}
	}
	return first, found
}

// ours tells whether the contract's own servers are on that host: then it is
// the API that the user wants scanned, here, under another name.
func (t *target) ours(host string) bool {
	return slices.ContainsFunc(t.model.Servers, func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.Host != "" && hostPort(u) == host
	})
}

// hostPort is where requests for u go. The names of this machine are one.
func hostPort(u *url.URL) string {
	host, port := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), u.Port()
	if addr, err := netip.ParseAddr(host); host == "localhost" || err == nil && (addr.IsLoopback() || addr.IsUnspecified()) {
		host = "localhost"
	}
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(host, port)
}
