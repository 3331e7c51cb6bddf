package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// effect is something that an operation is for: what it answers, and what it
// changes. What it does on the way to find out who calls is none.
type effect struct {
	event *flow.Event
	own   string // what of who calls it is bound to, as told; "": nothing
}

// checks are those that hold at the effect. One that is bound to who calls
// does nothing for anybody else: find({"user_id": session["user_id"]}).
func (e effect) checks() []Check {
	all := Checks(e.event.Facts)
	if e.own != "" {
		all = append(all, Check{Kind: Authenticates, By: e.own, Place: e.event.Place})
	}
	return all
}

// effects are the answers that hold what was read, and the writes that the
// request chooses; where there are none, whatever there is that is next to
// that.
func (op *Operation) effects() []effect {
	some := op.telling()
	for _, q := range op.Queries {
		if q.changes() && len(q.keys(flow.Request)) > 0 {
			some = append(some, effect{q.Event, q.boundTo()})
		}
	}
	if len(some) > 0 {
		return some
	}
	for _, q := range op.Queries {
		if q.Verb == mongo.Insert || q.changes() {
			some = append(some, effect{q.Event, q.boundTo()})
		}
	}
	if len(some) > 0 {
		return some
	}
	for _, q := range op.Queries {
		if !q.Owned {
			some = append(some, effect{event: q.Event})
		}
	}
	if len(some) > 0 {
		return some
	}
	return op.successes()
}

// telling are the answers with content of the database.
func (op *Operation) telling() []effect {
	var some []effect
	add := func(v *flow.Value, e *flow.Event) {
		steps := v.All(flow.Database)
		if len(steps) == 0 {
			return
		}
		own := ""
		for _, s := range steps {
			q, _ := s.Origin.Data.(*mongo.Query)
			if q == nil || !q.Owned {
				own = ""
				break
			}
			own = (&Query{Query: q, Event: e}).boundTo()
		}
		some = append(some, effect{e, own})
	}
	for _, a := range op.Answers {
		add(a.Value, a.Event)
	}
	return some
}

// successes are the answers when all went well.
func (op *Operation) successes() []effect {
	var some, all []effect
	for _, a := range op.Answers {
		e := effect{event: a.Event}
		all = append(all, e)
		if status := a.Status(); (status == 0 || status < 300) && !op.redirects(a) {
			some = append(some, e)
		}
	}
	if len(some) > 0 {
		return some
	}
	return all
}

// redirects tells whether an answer sends the client elsewhere, as checks in
// pages do.
func (op *Operation) redirects(a *Answer) bool {
	return slices.ContainsFunc(op.Events, func(e *flow.Event) bool {
		return e.Op == "redirect" && e.Place.File == a.Event.Place.File && e.Place.Line == a.Event.Place.Line
	})
}

// changes tells whether the query changes or deletes what is there.
func (q *Query) changes() bool {
	switch q.Verb {
	case mongo.Update, mongo.Replace, mongo.Delete, mongo.Bulk, mongo.Drop:
		return true
	}
	return false
}

// Changes tells whether the query changes or deletes what is there; inserts
// do not.
func (q *Query) Changes() bool { return q.changes() }

// keys are the members of the filter that hold something of the sources, and
// say which document is meant.
func (q *Query) keys(sources ...flow.Source) []Member {
	var some []Member
	for _, m := range Members(q.Filter) {
		if !m.Excludes() && m.Value.From(sources...) {
			some = append(some, m)
		}
	}
	return some
}

// boundTo tells by what of who calls the query is bound to them: its filter
// holds it, or what is inserted has it as its owner.
func (q *Query) boundTo() string {
	if q.Owned {
		m, _ := q.OwnedBy()
		if name := m.Name(); name != "" {
			return name + " of who calls in the filter"
		}
		return "who calls in the filter"
	}
	if q.Verb != mongo.Insert {
		return ""
	}
	for _, m := range Members(q.Document) {
		if isCaller(m.Value) && !m.Maybe && (ownerField(m.Name()) || identifiesCaller(m.Value)) && !m.Value.From(flow.Request) {
			return m.Name() + " of who calls in the document"
		}
	}
	return ""
}

// queriesOf are the queries with which the content of v was read.
func queriesOf(v *flow.Value) []*mongo.Query {
	if v == nil {
		return nil
	}
	var all []*mongo.Query
	for _, s := range v.All(flow.Database) {
		if q, ok := s.Origin.Data.(*mongo.Query); ok && !slices.Contains(all, q) {
			all = append(all, q)
		}
	}
	return all
}

// Refuses finds where the operation refuses some of those who call, whatever
// it asks: a way out with 401 or 403.
func (op *Operation) Refuses() (flow.Place, bool) {
	if at, ok := op.answers(401, 403); ok {
		return at, true
	}
	for _, e := range op.Events {
		if e.Op == "refuse" {
			return e.Place, true
		}
	}
	return flow.Place{}, false
}

// Forbids tells whether the operation tells some of those who call, whatever
// it asks them, that they may not: it answers 403.
func (op *Operation) Forbids() bool {
	_, ok := op.answers(403)
	return ok
}

// TooOften finds where the operation tells some of those who call that they
// have called too often (RFC 6585, section 4).
func (op *Operation) TooOften() (flow.Place, bool) { return op.answers(429) }

// answers finds where the operation answers with one of the statuses.
func (op *Operation) answers(statuses ...int) (flow.Place, bool) {
	for _, x := range op.Exits {
		if slices.Contains(statuses, x.Status) {
			return x.Event.Place, true
		}
	}
	for _, a := range op.Answers {
		if slices.Contains(statuses, a.Status()) {
			return a.Event.Place, true
		}
	}
	return flow.Place{}, false
}

// MakesKnown tells whether the operation lets somebody become known: it
// issues a token, logs in, checks a password, or puts an account into the
// session.
func (op *Operation) MakesKnown() bool {
	return slices.ContainsFunc(op.Events, func(e *flow.Event) bool {
		switch e.Op {
		case "token", "login":
			return true
		case "session":
			return identifies(e)
		}
		return false
	})
}

// identifies tells whether the element of the session that the event sets is
// who calls.
func identifies(e *flow.Event) bool {
	s, ok := e.Data.(*flask.Session)
	return ok && (lexicon.Account(s.Key) || lexicon.Username(s.Key) || lexicon.Email(s.Key) || loggedIn[strings.Join(lexicon.Words(s.Key), "_")])
}

var loggedIn = setOf(`id logged_in is_logged_in loggedin login logged authenticated is_authenticated auth role is_admin admin token`)
