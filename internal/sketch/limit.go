package sketch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// commands are those of the database that the source lets clients choose from.
// What it runs by itself is no affair of theirs.
func (s *sketcher) commands() {
	if s.Program == nil {
		return
	}
	for _, op := range s.Program.Operations {
		for _, q := range op.Queries {
			if q.Verb != mongo.Command || q.Command == nil || !op.Served() || len(q.Command.FromSource(flow.Request)) == 0 {
				continue
			}
			names := q.Command.Texts()
			free := source.Sent(q.Command) != nil && !source.Listed(q.Command)
			if free {
				for _, d := range q.Command.Defaults() {
					names = append(names, d.Text)
				}
			}
			for _, name := range names {
				if !roleName.MatchString(name) || slices.ContainsFunc(s.out.Commands, func(l Line) bool { return l.Value == name }) {
					continue
				}
				line := Line{Value: name, From: said(s.place(source.Place(q.Place())), "lets clients name it")}
				if free {
					line.Check, line.From = true, said(s.place(source.Place(q.Place())), "runs what the client names")
				}
				s.out.Commands = append(s.out.Commands, line)
			}
		}
	}
}

// limits finds how often something may be called, and how much one answer
// holds.
func (s *sketcher) limits() {
	if l := s.rate(func(level string, op *source.Operation) bool { return level == "application" }); l != nil {
		s.limit("default", *l)
	}
	if l := s.rate(func(level string, op *source.Operation) bool {
		purpose := s.about.Purpose(op.Operation)
		return level != "application" && (purpose == outline.Login || purpose == outline.Reset)
	}); l != nil {
		s.limit("login", *l)
	}
	most := 0.0
	var page Line
	for _, op := range s.operations() {
		for _, p := range op.Parameters {
			if p.In != "query" || !lexicon.PageSize(p.Name) || p.Schema == nil || p.Schema.Maximum == nil {
				continue
			}
			if n := *p.Schema.Maximum; n > most && n < 1e6 {
				most = n
				at := p.Schema.Place
				if at.Line == 0 {
					at = placeOf(nil, op)
				}
				page = Line{Value: strconv.Itoa(int(n)), From: s.place(at)}
			}
		}
	}
	if most > 0 {
		s.limit("page", s.longest(most, page))
	}
}

// longest is the page, or what a listing that asks for no limit answers with,
// if that is more.
func (s *sketcher) longest(most float64, page Line) Line {
	for _, op := range s.operations() {
		for _, h := range s.handlers[op] {
			for _, q := range h.Queries {
				if n, ok := q.Limit.Number(); ok && q.Limit != nil && !q.One && n > most && n < 1e6 && len(h.Shows(q).Answers) > 0 {
					most = n
					page = Line{Value: strconv.Itoa(int(n)), From: s.place(source.Place(q.Place())), Check: true}
				}
			}
		}
	}
	return page
}

func (s *sketcher) limit(name string, l Line) {
	l.Value = name + ": " + l.Value
	s.out.Limits = append(s.out.Limits, l)
}

// rate is the widest limit of operations that are so: the others keep it too.
func (s *sketcher) rate(is func(level string, op *source.Operation) bool) *Line {
	var widest *Line
	most := 0.0
	for _, op := range s.operations() {
		for _, h := range s.handlers[op] {
			if h.Route == nil || h.Route.Limited == nil || !is(h.Route.Limited.Level, h) {
				continue
			}
			if value, each := rateOf(h.Route.Limited.Text); each > most {
				most = each
				widest = &Line{Value: value, From: said(s.place(source.Place(h.Route.Limited.Place)), strconv.Quote(h.Route.Limited.Text))}
			}
		}
	}
	return widest
}

// rateText is one limit as flask_limiter takes it: 5 per minute, 10/hour,
// 300 per 10 seconds (limits, "Rate limit string notation").
var rateText = regexp.MustCompile(`(?i)(\d+)\s*(?:/|per)\s*(\d*)\s*(second|minute|hour|day|month|year)s?`)

// rateOf is a limit as ashlar.yaml has it, of the shortest time that is
// named, and how often that is in a second; 0 where it cannot be said so.
func rateOf(text string) (value string, each float64) {
	least := 0
	for _, m := range rateText.FindAllStringSubmatch(text, -1) {
		n := 1
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2])
		}
		unit := strings.ToLower(m[3])
		seconds := map[string]int{"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit] * n
		requests, err := strconv.Atoi(m[1])
		if seconds == 0 || err != nil || value != "" && seconds >= least {
			continue
		}
		least, each = seconds, float64(requests)/float64(seconds)
		switch unit {
		case "day":
			value = fmt.Sprintf("%d/%dh", requests, 24*n)
		default:
			value = fmt.Sprintf("%d/%d%c", requests, n, unit[0])
		}
	}
	return value, each
}
