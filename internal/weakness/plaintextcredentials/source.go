package plaintextcredentials

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
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

// inSource looks for passwords that are stored and compared as they were sent,
// for answers with those, and for secrets that the source spells out.
func inSource(p *weakness.SourcePass) {
	kept := map[place]bool{}
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			lookStored(p, op, q, kept)
			lookFiltered(p, op, q)
		}
		lookCompared(p, op)
	})
	forget(p, kept)
	p.Each(func(op *source.Operation) { lookShown(p, op, kept) })
	lookSecrets(p)
}

// place is where passwords are kept as they were sent.
type place struct{ collection, field string }

// forget takes out what other operations hash before they store it: whether
// a document has the one or the other is not known.
func forget(p *weakness.SourcePass, kept map[place]bool) {
	for _, op := range p.Operations {
		for _, q := range op.Queries {
			for _, m := range written(q) {
				if m.Value.Has(flow.Hashed) {
					delete(kept, place{q.Name, m.Name()})
				}
			}
		}
	}
}

// asSent is the way of what the client sent, if the value is just that; nil
// where it was hashed or encrypted, or went through something unknown.
func asSent(v *flow.Value) *flow.Step {
	if v == nil || v.Has(flow.Hashed) || v.Kind.Only(flow.Bool|flow.Null|flow.Number) {
		return nil
	}
	for _, s := range v.FromSource(flow.Request) {
		if !s.Weak && !hidden(s) {
			return s
		}
	}
	return nil
}

func hidden(s *flow.Step) bool {
	for ; s != nil; s = s.Prev {
		if strings.HasPrefix(s.What, "encrypted") || strings.HasPrefix(s.What, "hashed") || strings.HasPrefix(s.What, "decrypted") {
			return true
		}
	}
	return false
}

// password tells whether a field holds the password of an account: not one
// that the server itself needs in clear, to call another.
func password(name string) bool {
	n := name[strings.LastIndexByte(name, '.')+1:]
	if !lexicon.Password(n) {
		return false
	}
	for _, w := range lexicon.Words(name) {
		if others[w] {
			return false
		}
	}
	return true
}

// ofAccount tells whether a field of the collection holds what people log in
// with: a password, or the PIN that takes its place in an account. The PIN of
// a parcel, and a code that is good for once, are sent to those who need them.
func ofAccount(p *weakness.SourcePass, collection, name string) bool {
	if password(name) {
		return true
	}
	c := p.Collections[collection]
	words := lexicon.Words(name[strings.LastIndexByte(name, '.')+1:])
	return c != nil && len(words) > 0 && words[len(words)-1] == "pin" && lexicon.Code(name) && c.Accounts()
}

var others = map[string]bool{"smtp": true, "imap": true, "mail": true, "db": true, "database": true, "wifi": true, "ftp": true, "sftp": true, "proxy": true,
	"host": true, "server": true, "remote": true, "device": true, "camera": true, "router": true, "meeting": true, "room": true, "zoom": true, "vault": true, "entry": true}

func reportPassword(p *weakness.SourcePass, op *source.Operation, at flow.Place, s *flow.Step, kind flow.Kind, field, summary, sink string) {
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: field, Place: at, Path: s.Path(), Kind: kind, Sink: sink,
		Summary: summary,
		Guard:   "No function that hashes passwords is on its way.",
	})
}
