package plaintextcredentials

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
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

// lookStored looks for a password in what the query writes.
func lookStored(p *weakness.SourcePass, op *source.Operation, q *source.Query, kept map[place]bool) {
	if !writes(q.Verb) {
		return
	}
	for _, m := range written(q) {
		name, s := m.Name(), asSent(m.Value)
		if s == nil || !password(name) || m.Maybe || hashedLater(op, q, name) {
			continue
		}
		reportPassword(p, op, q.Place(), s, m.Value.Kind, s.Origin.Label(), fmt.Sprintf("%s is stored in %s as it was sent.", s.Origin.Label(), q.Name), "stored by "+q.Told())
		kept[place{q.Name, name}] = true
	}
	for _, v := range []*flow.Value{q.Document, assigned(q.Update)} {
		field, s := inMapping(p, op, q, v)
		if s == nil || hashedLater(op, q, field) {
			continue
		}
		reportPassword(p, op, q.Place(), s, v.Kind, s.Origin.In+"."+field, fmt.Sprintf("The %s of the request is stored in %s with its %s as it was sent.", s.Origin.In, q.Name, field), "stored by "+q.Told())
		kept[place{q.Name, field}] = true
	}
}

func writes(v mongo.Verb) bool { return v == mongo.Insert || v == mongo.Update || v == mongo.Replace }

func written(q *source.Query) []source.Member {
	return append(source.Members(q.Document), source.Members(q.Update)...)
}

// hashedLater tells whether the operation puts a hash in the place of what
// the query writes.
func hashedLater(op *source.Operation, q *source.Query, field string) bool {
	for _, other := range op.Queries {
		if other == q || other.Name != q.Name || !writes(other.Verb) {
			continue
		}
		for _, m := range written(other) {
			if m.Name() == field && m.Value.Has(flow.Hashed) {
				return true
			}
		}
	}
	return false
}

// assigned is what an update sets.
func assigned(update *flow.Value) *flow.Value {
	f, _ := update.Field("$set")
	return f.Value
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

var others = map[string]bool{"smtp": true, "imap": true, "mail": true, "db": true, "database": true, "wifi": true, "ftp": true, "sftp": true, "proxy": true,
	"host": true, "server": true, "remote": true, "device": true, "camera": true, "router": true, "meeting": true, "room": true, "zoom": true, "vault": true, "entry": true}

// lookFiltered looks for a password among what documents are found by.
func lookFiltered(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	for _, m := range source.Members(q.Filter) {
		s := asSent(m.Value)
		if s == nil || !password(m.Name()) || m.Excludes() {
			continue
		}
		reportPassword(p, op, q.Place(), s, m.Value.Kind, s.Origin.Label(), fmt.Sprintf("%s is compared in the filter of %s as it was sent: passwords are stored in clear.", s.Origin.Label(), q.Told()), "part of the filter of "+q.Told())
	}
}

// lookCompared looks for conditions that compare a stored password with the
// one that was sent.
func lookCompared(p *weakness.SourcePass, op *source.Operation) {
	for f := range op.Conditions() {
		if f.Op != "==" && !strings.HasSuffix(f.Who, ".compare_digest") {
			continue
		}
		// Of compare_digest the arguments are told as one.
		for _, pair := range [][2]*flow.Value{{f.Left, f.Right}, {f.Right, f.Left}, {f.Right, f.Right}} {
			stored, sent := storedPassword(pair[0]), asSent(pair[1])
			if stored == nil || sent == nil || pair[1].Literal() {
				continue
			}
			reportPassword(p, op, f.Place, sent, pair[1].Kind, sent.Origin.Label(), fmt.Sprintf("%s is compared with the password in %s as it was sent: passwords are stored in clear.", sent.Origin.Label(), stored.Origin.In), "compared with "+stored.Origin.Label())
		}
	}
}

func storedPassword(v *flow.Value) *flow.Step {
	if v == nil || v.Has(flow.Hashed) {
		return nil
	}
	for _, s := range v.FromSource(flow.Database) {
		if !s.Weak && password(s.Origin.Name) && !hidden(s) {
			return s
		}
	}
	return nil
}

func reportPassword(p *weakness.SourcePass, op *source.Operation, at flow.Place, s *flow.Step, kind flow.Kind, field, summary, sink string) {
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: field, Place: at, Path: s.Path(), Kind: kind, Sink: sink,
		Summary: summary,
		Guard:   "No function that hashes passwords is on its way.",
	})
}
