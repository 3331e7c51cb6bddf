package patterninjection

import (
	"context"
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	purpose := p.Outline.Purpose(op)
	switch {
	case !p.Asks(op):
		return "it does not only read"
	case purpose == outline.Health, purpose == outline.Documentation:
		return "it looks nothing up"
	case p.Outline.Resource(op) == nil || p.Outline.Resource(op) == p.Outline.Accounts:
		return "what it looks for is nothing that the scan could make"
	case len(places(p, op)) == 0:
		return "it takes no text to look for"
	}
	return ""
}

// mostPlaces bounds the places of one operation that are tried.
const mostPlaces = 6

// places are where an operation takes text that it may look for. What picks
// one object, pages or sorts is none.
func places(p *weakness.LivePass, op *weakness.Operation) []request.Place {
	slots := map[request.Place]bool{}
	for _, slot := range p.Outline.Slots(op) {
		slots[request.Place{In: slot.In, Name: slot.Name}] = true
	}
	var found, others []request.Place
	for _, c := range weakness.Candidates(op, nil) {
		switch {
		case slots[c.Place] || !c.Text() || c.Schema != nil && (len(c.Schema.Enum) > 0 || strings.HasPrefix(c.Schema.Format, "date")):
		case lexicon.Field(c.Label), c.In == "path" && p.Outline.Purpose(op) != outline.Search:
		case lexicon.Query(c.Label):
			found = append(found, c.Place)
		case !lexicon.Measure(c.Label) && !lexicon.Password(c.Label):
			others = append(others, c.Place)
		}
	}
	found = append(found, others...)
	return found[:min(len(found), mostPlaces)]
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		l := look{p: p, op: op}
		if err := l.prepare(ctx); err != nil {
			return err
		}
		for _, place := range places(p, op) {
			for _, needle := range l.needles {
				found, err := l.at(ctx, place, needle)
				if err != nil || found {
					return err
				}
			}
		}
		if !p.Marked(op) {
			p.Clean(op, "expressions that spell %s's %s in other letters find nothing", l.who, l.object.Kind())
		}
		return nil
	})
}

// look looks at one operation.
type look struct {
	p       *weakness.LivePass
	op      *weakness.Operation
	who     *identity.Identity
	object  *world.Object
	needles []needle
	base    *request.Request
}

// prepare finds somebody who can call the operation and has an object that it
// could find.
func (l *look) prepare(ctx context.Context) error {
	base, err := l.p.BaseAny(ctx, l.op)
	if err != nil {
		return err
	}
	l.who, l.base = base.Who, l.lean(base.Request)
	owner := l.who
	if owner.IsAnonymous() && len(l.p.Low()) > 0 {
		owner = l.p.Low()[0]
	}
	res := l.p.Outline.Resource(l.op)
	if l.object, err = l.p.Own(ctx, res, owner); err != nil {
		return err
	}
	if l.needles = needles(l.object); len(l.needles) == 0 {
		return &world.Unbuildable{Operation: l.op, Who: owner.Name, Why: "no text is known of a " + res.Name + " that a search could find"}
	}
	return nil
}

// lean is the request without the filters that may be left out: one that
// matches nothing hides what another finds.
func (l *look) lean(r *request.Request) *request.Request {
	r = r.Clone()
	for _, c := range weakness.Candidates(l.op, nil) {
		if c.Required {
			continue
		}
		switch c.In {
		case "query":
			r.Query.Del(c.Name)
		case "body":
			r.Body = compare.Remove(r.Body, c.Name)
		}
	}
	return r
}

// shows tells whether an answer shows the object, by the text that was looked
// for or by its identifier.
func (l *look) shows(n needle) func(*wire.Exchange) string {
	return func(ex *wire.Exchange) string {
		body, _ := ex.JSON()
		id := l.object.ID()
		if world.Succeeded(ex) && (compare.Contains(body, n.text) || len(id) >= shortest && compare.Contains(body, id)) {
			return "shown"
		}
		return "not shown"
	}
}

// at asks at one place. Both questions must part the answers, and what only a
// search for these very letters could find must find nothing.
func (l *look) at(ctx context.Context, place request.Place, n needle) (bool, error) {
	if _, ok := l.base.Value(place); !ok && place.In == "body" && l.base.Body == nil {
		l.base.Body = map[string]any{}
	}
	var parted []*weakness.Division
	for _, q := range n.questions() {
		d, err := l.p.Divide(ctx, l.who, weakness.Question{Name: q.name, True: l.base.With(place, q.yes), False: l.base.With(place, q.no)}, l.shows(n))
		if err != nil || d == nil {
			return false, err
		}
		parted = append(parted, d)
	}
	if l.shows(n)(parted[0].Yes) != "shown" || l.shows(n)(parted[1].Yes) != "shown" {
		return false, nil
	}
	escaped, err := l.p.Send(ctx, l.who, l.base.With(place, n.escaped()))
	if err != nil {
		return false, err
	}
	if l.shows(n)(escaped) == "shown" {
		l.p.Clean(l.op, "%s is searched by likeness, and an escaped expression finds as much", place)
		return false, nil
	}
	l.report(place, parted, escaped)
	return true, nil
}

func (l *look) report(place request.Place, parted []*weakness.Division, escaped *wire.Exchange) {
	f := weakness.Found{
		Operation: l.op, Severity: finding.Medium, Verdict: finding.Proven, Field: place.String(), Identity: l.who.Name,
		Summary: fmt.Sprintf("What %s looks for in %s is a regular expression: %s and %s part the answers as one does.", l.who, place, parted[0].Name, parted[1].Name),
		Control: []weakness.Shown{weakness.Show(escaped, "the escaped expression finds nothing: it is no search by likeness")},
		Recipe:  l.p.Made(l.object),
	}
	for _, d := range parted {
		f.Exchanges = append(f.Exchanges, weakness.Show(d.Yes, "an expression that matches finds the %s", l.object.Kind()), weakness.Show(d.No, "one that does not finds nothing of it"))
	}
	f.Recipe = append(f.Recipe,
		l.p.Step(l.who, parted[0].True, "the "+l.object.Kind(), l.object),
		l.p.Step(l.who, parted[0].False, "nothing", l.object))
	l.p.Report(f)
}
