package missingratelimit

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// wanted is how often somebody may try by what the owner of the API says;
// zero where nothing is written.
func wanted(p *weakness.SourcePass) (design.Limit, api.Place) {
	bounds := p.Intent().Bounds()
	if bounds.Login != (design.Limit{}) {
		return bounds.Login, bounds.Place
	}
	return bounds.Default, bounds.Place
}

// rate is one limit of flask-limiter: "5 per minute", "100/15 minutes"; several
// hold together. https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation
var rate = regexp.MustCompile(`(?i)^\s*([0-9]+)\s*(?:/|\s*per\s*)\s*([0-9]+)?\s*(second|minute|hour|day|month|year)s?\s*$`)

var unit = map[string]time.Duration{
	"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "month": 30 * 24 * time.Hour, "year": 365 * 24 * time.Hour,
}

// most is how many calls the limits of a program let through within the time;
// false where one of them is not known.
func most(texts string, within time.Duration) (int, bool) {
	least, any := 0, false
	for _, text := range strings.FieldsFunc(texts, func(r rune) bool { return strings.ContainsRune(";,|", r) }) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		m := rate.FindStringSubmatch(text)
		if m == nil {
			return 0, false
		}
		n, err := strconv.Atoi(m[1])
		each := 1
		if m[2] != "" && err == nil {
			each, err = strconv.Atoi(m[2])
		}
		if err != nil || each == 0 || n > maxRate || each > maxRate {
			return 0, false
		}
		if per := time.Duration(each) * unit[strings.ToLower(m[3])]; per < within {
			n *= int(within / per)
		}
		if !any || n < least {
			least, any = n, true
		}
	}
	return least, any
}

// maxRate keeps products within a number; a larger one limits nothing.
const maxRate = 1_000_000

// tooMany reports a limit of the program that lets more through than the owner
// of the API wants, and tells whether it does.
func tooMany(p *weakness.SourcePass, op *source.Operation) bool {
	limit, at := wanted(p)
	texts, place := limited(op)
	n, known := most(texts, limit.Per)
	if limit.Requests == 0 || !known || n <= limit.Requests {
		return false
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: finding.Likely, Place: place, Sink: "lets " + texts + " through",
		Path:    []*flow.Step{{Place: flow.Place{File: at.File, Line: at.Line, Col: at.Column}, What: "wants " + limit.String()}},
		Summary: fmt.Sprintf("Whoever tries %s can do so %d times within %s, and the design wants no more than %d.", what(op), n, limit.Per, limit.Requests),
		Guard:   fmt.Sprintf("The limit at %s is %s; by the design it is %s (%s).", place, texts, limit, at),
	})
	return true
}

// limited are the limits of the operation, as the program spells them, and
// where.
func limited(op *source.Operation) (texts string, at flow.Place) {
	if l := op.Route.Limited; l != nil {
		return l.Text, l.Place
	}
	for f := range op.Conditions() {
		if some, ok := f.Data.([]string); ok && f.Op == "limited" {
			return strings.Join(some, ";"), f.Place
		}
	}
	return "", flow.Place{}
}
