package plaintextcredentials

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookSecrets looks for keys and connection strings that the source spells
// out. One that several things are made with is told where it is met first.
func lookSecrets(p *weakness.SourcePass) {
	l := secrets{p, map[string]bool{}}
	for _, op := range append([]*source.Operation{p.Setup}, p.Operations...) {
		for _, e := range op.Events {
			if e.Data != nil {
				l.look(e)
			}
		}
		l.compared(op)
	}
}

type secrets struct {
	*weakness.SourcePass
	told map[string]bool // by text
}

func (l *secrets) look(e *flow.Event) {
	switch e.Data.(type) {
	case *flask.Secret, *flask.Setting, *packages.Token, *flow.Value, *packages.Outbound, *mongo.Connect:
		if source.ByEnvironment(e.Facts) {
			return
		}
	}
	switch data := e.Data.(type) {
	case *flask.Secret:
		always, sometimes := l.overwritten(e, data.Name)
		if !always && !strings.HasSuffix(data.Name, "SALT") {
			l.key(e, data.Name, data.Name, data.Value, sometimes)
		}
	case *flask.Setting:
		l.setting(e, data.Name, data.Value)
	case *packages.Token:
		if e.Op == "token" || e.Op == "jwt" {
			l.key(e, "jwt.key", "the key of tokens", data.Key, false)
		}
	case *flow.Value:
		if e.Op == "keyed" {
			l.key(e, "key", "the key of "+e.Call.Name, data, false)
		}
	case *packages.Outbound:
		l.sent(e, data)
	case *mongo.Connect:
		l.address(e, "mongodb.uri", data.Address)
		l.key(e, "mongodb.password", "the password of MongoDB", data.Options["password"], false)
	}
}

// overwritten tells whether a later line of the same file gives the setting
// another value, one that is no constant: always, or on some ways.
func (l *secrets) overwritten(e *flow.Event, name string) (always, sometimes bool) {
	at := slices.Index(l.Setup.Events, e)
	for _, later := range l.Setup.Events[at+1:] {
		data, ok := later.Data.(*flask.Secret)
		if !ok || at < 0 || data.Name != name || later.Place.File != e.Place.File {
			continue
		}
		if text, fallback := spelledOut(data.Value); text == "" || fallback {
			sometimes, always = true, always || later.Facts == e.Facts
		}
	}
	return always, sometimes
}

// setting looks into a setting of the application, and into what is in it.
func (l *secrets) setting(e *flow.Event, name string, v *flow.Value) {
	for part := range source.Parts(v) {
		name := strings.Join(append([]string{name}, part.Path...), ".")
		last := name[strings.LastIndexByte(name, '.')+1:]
		if lexicon.Password(strings.ToLower(last)) {
			l.key(e, name, name, part.Value, false)
		}
		l.address(e, name, part.Value)
	}
}

// key reports a value that should be a secret and is spelled out.
func (l *secrets) key(e *flow.Event, field, name string, v *flow.Value, replaced bool) {
	text, fallback := spelledOut(v)
	if text == "" || l.told[text] {
		return
	}
	l.told[text] = true
	f := weakness.SourceFound{
		Severity: finding.High, Verdict: finding.Likely, Field: field, Sink: "is made of a constant",
		Summary: fmt.Sprintf("Whoever reads the source knows %s: it is spelled out.", name),
		Guard:   "It comes neither from the environment nor from a file beside the source.",
	}
	if fallback || replaced {
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Summary = fmt.Sprintf("Where the environment does not say %s, it is one that everybody who reads the source knows.", name)
		f.Guard = "The default is a constant, and nothing refuses to start with it."
	}
	l.locate(&f, e.Place, text)
	l.Report(f)
}

// address reports a connection string with a password.
func (l *secrets) address(e *flow.Event, name string, v *flow.Value) {
	text, fallback := spelledOut(v)
	if text == "" || l.told[text] || !withPassword(text) {
		return
	}
	l.told[text] = true
	f := weakness.SourceFound{
		Severity: finding.High, Verdict: finding.Likely, Field: name, Sink: "is made of a constant",
		Summary: fmt.Sprintf("Whoever reads the source knows a password: it is spelled out in %s.", name),
		Guard:   "It comes neither from the environment nor from a file beside the source.",
	}
	if fallback {
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Guard = "It is what is used where the environment does not say another."
	}
	l.locate(&f, e.Place, text)
	l.Report(f)
}

// locate puts the finding on the line where the text stands, which is the one
// to change, and the use before it.
func (l *secrets) locate(f *weakness.SourceFound, use flow.Place, text string) {
	f.Place = use
	all := l.Constants(text)
	if slices.ContainsFunc(all, func(c source.Constant) bool { return c.Place.File == use.File && c.Place.Line == use.Line }) {
		return
	}
	named := slices.DeleteFunc(slices.Clone(all), func(c source.Constant) bool { return !lexicon.Sensitive(c.Name) })
	switch {
	case len(all) == 1:
		f.Place = all[0].Place
	case len(named) == 1:
		f.Place = named[0].Place
	default:
		return // none, or any of several
	}
	f.Path, f.Sink = []*flow.Step{{Place: use, What: "uses it"}}, "is spelled out"
}

// sent reports a credential that the program itself sends to others.
func (l *secrets) sent(e *flow.Event, out *packages.Outbound) {
	for _, m := range source.Members(out.Headers) {
		if name := m.Name(); lexicon.Token(name) || lexicon.APIKey(name) || lexicon.Sensitive(name) {
			l.key(e, "header."+name, "the "+name+" that the program sends", m.Value, false)
		}
	}
}

// compared reports a key of callers that the operation compares with a text
// of the source before it does its work.
func (l *secrets) compared(op *source.Operation) {
	var work []*flow.Event
	for _, q := range op.Queries {
		work = append(work, q.Event)
	}
	for _, a := range op.Answers {
		if a.Status() < 400 {
			work = append(work, a.Event)
		}
	}
	for _, e := range work {
		for f := range e.Facts.All {
			if !f.Not && (f.Op == "==" || strings.HasSuffix(f.Who, ".compare_digest")) {
				l.against(f, f.Left, f.Right)
				l.against(f, f.Right, f.Left)
			}
		}
	}
}

// against looks at one side of a comparison as what was sent.
func (l *secrets) against(f *flow.Fact, sent, known *flow.Value) {
	if sent == nil || known == nil || len(known.Literals) != 1 || word(known.Literals[0].Text) {
		return
	}
	secret := strings.HasSuffix(f.Who, ".compare_digest") // nothing else is compared in constant time
	for _, s := range sent.FromSource(flow.Request, flow.Credential) {
		name := s.Origin.Name
		if !s.Weak && name != "" && (secret || lexicon.Token(name) || lexicon.APIKey(name) || password(name)) {
			l.key(&flow.Event{Place: f.Place}, s.Origin.Label(), "the "+name+" that lets callers in", known, false)
			return
		}
	}
}

// word tells whether a text is a word of the language that keys are sent in:
// bearer, before the token.
func word(text string) bool {
	return len(text) < minKey && !strings.ContainsAny(text, "0123456789")
}

// minKey is the length in bytes from which a text without a digit is taken
// for a key: bearer, basic, digest, negotiate and the kinds of tokens are
// shorter.
const minKey = 10
