package serversiderequestforgery

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// chosen is what of the request decides where a connection goes.
type chosen struct {
	step  *flow.Step
	begun string // the host that the program has begun to write before it
	port  bool   // it is no more than the port
}

// numbers and identifiers cannot name a host.
const scalar = flow.Null | flow.Bool | flow.Number | flow.ObjectID | flow.Date

// chosenIn finds what of the request chooses the host of an address: a text,
// or a pair of host and port.
func chosenIn(v *flow.Value) *chosen {
	if elements, exact := v.Elements(); exact && len(elements) > 0 {
		if c := chosenIn(elements[0]); c != nil {
			return c
		}
		if len(elements) == 2 {
			if s := source.Sent(elements[1]); s != nil {
				return &chosen{step: s, port: true}
			}
		}
		return nil
	}
	if v.Kind.Only(scalar) {
		if s := source.Sent(v); s != nil { // MongoClient(port=…)
			return &chosen{step: s, port: true}
		}
		return nil
	}
	if len(v.Pieces()) == 0 {
		if s := source.Sent(v); s != nil {
			return &chosen{step: s}
		}
		return nil
	}
	return chosenPiece(v)
}

// chosenPiece reads an address that was put together, up to where its host
// ends.
func chosenPiece(v *flow.Value) *chosen {
	written := ""
	for _, piece := range v.Pieces() {
		if text, ok := piece.Text(); ok {
			written += text
		} else if s := source.Sent(piece); s != nil {
			_, host, _ := strings.Cut(written, "://")
			switch {
			case piece.Kind.Only(scalar), piece.Has(flow.Formed):
				written += "own"
			case strings.ContainsAny(host, "/?#"):
				return nil
			default:
				return &chosen{step: s, begun: host}
			}
		} else {
			written += "own"
		}
		if _, host, ok := strings.Cut(written, "://"); ok && strings.ContainsAny(host, "/?#") {
			return nil
		}
	}
	return nil
}

// storedAddresses are the fields that hold addresses as clients sent them, by
// collection and name.
func storedAddresses(p *weakness.SourcePass) map[string]bool {
	stored := map[string]bool{}
	for _, op := range p.Operations {
		for _, q := range op.Queries {
			for _, m := range append(source.Members(q.Document), source.Members(q.Update)...) {
				s := source.Sent(m.Value)
				if s != nil && namesAddress(m.Name()) && !m.Value.Kind.Only(scalar) && allowed(q.Event.Facts, s) == "" {
					stored[q.Name+"."+m.Name()] = true
				}
			}
		}
	}
	return stored
}

// storedIn finds what of an address was read from such a field.
func storedIn(v *flow.Value, stored map[string]bool) *flow.Step {
	if len(v.Pieces()) > 0 {
		v = v.Pieces()[0]
	}
	for _, s := range v.FromSource(flow.Database) {
		if !s.Weak && s.Origin.Name != "" && stored[s.Origin.Label()] {
			return s
		}
	}
	return nil
}

func namesAddress(name string) bool {
	for _, w := range lexicon.Words(name[strings.LastIndexByte(name, '.')+1:]) {
		if addressWords[lexicon.Singular(w)] {
			return true
		}
	}
	return false
}

var addressWords = map[string]bool{"url": true, "uri": true, "webhook": true, "hook": true, "callback": true, "endpoint": true, "host": true, "hostname": true, "feed": true, "server": true, "target": true, "address": true, "link": true}
