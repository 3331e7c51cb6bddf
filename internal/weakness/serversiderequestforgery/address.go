package serversiderequestforgery

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// address is a place where an operation takes an address.
type address struct {
	weakness.Candidate
	kind kind
	port *weakness.Candidate // of its own, beside the host
	list string              // pointer to the array of the body that it is the first element of, or below it; "" for none
}

type kind int

const (
	web kind = iota
	host
	database
)

// maxAddresses bounds the places of one operation: each costs about four
// requests.
const maxAddresses = 4

var (
	formats = []string{"uri", "url", "uri-reference", "iri", "iri-reference", "hostname", "idn-hostname", "ipv4", "ipv6"}
	told    = regexp.MustCompile(`(?i)\b(urls?|uris?|web ?hooks?|call ?backs?|host ?names?|connection strings?)\b`)
	mongo   = regexp.MustCompile(`(?i)\bmongo(db)?\b|connection string`)
	hosts   = strings.Fields("host hostname server domain fqdn ip address addr node broker upstream")
)

// addresses lists where op takes addresses; r, which may be nil, adds what it
// has beyond the contract.
func addresses(p *weakness.LivePass, op *weakness.Operation, r *request.Request) []address {
	all, lists := elements(weakness.Candidates(op, r))
	var found []address
	for _, c := range all {
		if !c.Text() || len(found) == maxAddresses || identifies(p, op, c) {
			continue
		}
		examples := c.Declared()
		if r != nil {
			if v, ok := r.Value(c.Place); ok {
				if s, ok := v.(string); ok {
					examples = append(examples, s)
				} else if v != nil {
					continue
				}
			}
		}
		url := slices.ContainsFunc(examples, func(s string) bool { return strings.Contains(s, "://") })
		format := ""
		if c.Schema != nil {
			format = c.Schema.Format
		}
		if !url && !lexicon.Address(c.Label) && !slices.Contains(formats, format) && !told.MatchString(c.Description) {
			continue
		}
		found = append(found, address{c, kindOf(c, examples, format, url), portBeside(all, c), lists[c.Place]})
	}
	return found
}

// elements puts the first element of a declared array in the place of the
// array, and its properties in the place of an element that has some: a list of
// addresses holds one as well. It tells which array of the body each is in.
func elements(all []weakness.Candidate) ([]weakness.Candidate, map[request.Place]string) {
	lists := map[request.Place]string{}
	var out []weakness.Candidate
	for _, c := range all {
		if c.Schema.Type() != "array" {
			if !slices.ContainsFunc(out, func(o weakness.Candidate) bool { return o.Place == c.Place }) {
				out = append(out, c)
			}
			continue
		}
		list, element := c.Name, c.Schema.Items
		c.Label, c.Schema, c.Example = lexicon.Singular(c.Label), element, first(c.Example)
		if c.In != "body" {
			out = append(out, c) // repeated, or parted by commas: one is a list too
			continue
		}
		c.Name += "/0"
		if element.Type() != "object" {
			lists[c.Place] = list
			out = append(out, c)
			continue
		}
		for _, p := range element.Properties {
			in := weakness.Candidate{Place: request.Place{In: "body", Name: c.Name + "/" + p.Name}, Label: p.Name, Schema: p.Schema, Required: element.Requires(p.Name)}
			if p.Schema != nil {
				in.Description, in.Example = p.Schema.Description, p.Schema.Example
			}
			lists[in.Place] = list
			out = append(out, in)
		}
	}
	return out, lists
}

func first(example any) any {
	if all, ok := example.([]any); ok && len(all) > 0 {
		return all[0]
	}
	return example
}

// identifies tells whether the place takes the identifier of an object:
// /servers/{server}.
func identifies(p *weakness.LivePass, op *weakness.Operation, c weakness.Candidate) bool {
	for _, slot := range p.Outline.Slots(op) {
		if slot.In == c.In && slot.Name == c.Name && slot.Resource != nil {
			return true
		}
	}
	return false
}

func kindOf(c weakness.Candidate, examples []string, format string, url bool) kind {
	if lexicon.ConnectionString(c.Label) || mongo.MatchString(c.Description) ||
		slices.ContainsFunc(examples, func(s string) bool { return strings.HasPrefix(s, "mongodb") }) {
		return database
	}
	words := lexicon.Words(c.Label)
	last := ""
	if len(words) > 0 {
		last = words[len(words)-1]
	}
	if !url && (slices.Contains(hosts, last) || strings.HasSuffix(format, "hostname") || strings.HasPrefix(format, "ipv")) {
		return host
	}
	return web
}

// portBeside is the port in the same object or the same query.
func portBeside(all []weakness.Candidate, c weakness.Candidate) *weakness.Candidate {
	parent := func(name string) string { return name[:strings.LastIndexByte(name, '/')+1] }
	for i, other := range all {
		words := lexicon.Words(other.Label)
		if other.In == c.In && parent(other.Name) == parent(c.Name) && len(words) > 0 && words[len(words)-1] == "port" {
			return &all[i]
		}
	}
	return nil
}

// form is a way to write an address of the scan's own listener.
type form struct {
	name        string
	placeholder string // in a recipe
	private     bool   // holds no nonce: each try has a listener of its own
	text        func(l *callback.Listener, nonce string) string
}

var (
	httpURL  = form{"http URL", "${callback.url}", false, (*callback.Listener).HTTPURL}
	mongoURI = form{"MongoDB connection string", "${callback.mongodb}", false, (*callback.Listener).MongoURI}
	httpsURL = form{"https URL", "https://${callback.address}/", true, func(l *callback.Listener, _ string) string { return "https://" + endpoint(l) + "/" }}
	hostPort = form{"host with a port", "${callback.address}", true, func(l *callback.Listener, _ string) string { return endpoint(l) }}
	hostOnly = form{"host beside a port", "${callback.host}", true, func(l *callback.Listener, _ string) string { return l.Host() }}
)

func endpoint(l *callback.Listener) string {
	return net.JoinHostPort(l.Host(), strconv.Itoa(l.Port()))
}

// forms are tried in this order.
func (a address) forms() []form {
	var forms []form
	if a.port != nil {
		forms = append(forms, hostOnly)
	}
	switch a.kind {
	case database:
		return append(forms, mongoURI, hostPort, httpURL)
	case host:
		return append(forms, hostPort, mongoURI, httpURL)
	}
	return append(forms, httpURL, httpsURL, mongoURI, hostPort)
}

// put writes the text, and the port where it stands beside.
func (a address) put(r *request.Request, f form, text string, port any) *request.Request {
	if a.list != "" {
		at := request.Place{In: "body", Name: a.list}
		if v, _ := r.Value(at); !holdsOne(v) {
			r = r.With(at, []any{})
		}
	}
	r = r.With(a.Place, text)
	if f.name == hostOnly.name {
		if a.port.Schema.Type() == "string" {
			port = fmt.Sprint(port)
		}
		r = r.With(a.port.Place, port)
	}
	return r
}

func holdsOne(v any) bool {
	list, ok := v.([]any)
	return ok && len(list) > 0
}
