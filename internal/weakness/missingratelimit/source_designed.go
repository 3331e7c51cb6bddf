package missingratelimit

import (
	"fmt"
	"math"
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

// more tells whether the limits of a program let more through, over the longer
// of the times, than the one that is wanted: a hundred at once and no more in
// the hour are fewer than one each second. Known is false where one of them is
// not known.
func more(texts string, than design.Limit) (more, known bool) {
	more = true
	for _, text := range strings.FieldsFunc(texts, func(r rune) bool { return strings.ContainsRune(";,|", r) }) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		m := rate.FindStringSubmatch(text)
		if m == nil {
			return false, false
		}
		n, err := strconv.Atoi(m[1])
		each := 1
		if m[2] != "" && err == nil {
			each, err = strconv.Atoi(m[2])
		}
		if err != nil || each == 0 || n > maxRate || each > maxRate {
			return false, false
		}
		per := time.Duration(each) * unit[strings.ToLower(m[3])]
		over := max(per, than.Per).Seconds()
		known = true
		more = more && float64(n)*math.Floor(over/per.Seconds()) > float64(than.Requests)*math.Floor(over/than.Per.Seconds())
	}
	return more && known, known
}

// maxRate keeps times within a number; a larger one limits nothing.
const maxRate = 1_000_000

// tooMany reports a limit of the program that lets more through than the owner
// of the API wants, and tells whether it does.
func tooMany(p *weakness.SourcePass, op *source.Operation) bool {
	limit, at := wanted(p)
	texts, place := limited(op)
	if limit.Requests == 0 {
		return false
	}
	if higher, known := more(texts, limit); !known || !higher {
		return false
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: finding.Likely, Place: place, Sink: "lets " + texts + " through",
		Path:    []*flow.Step{{Place: source.Spot(at), What: "wants " + limit.String()}},
		Summary: fmt.Sprintf("Whoever tries %s is slowed to %s, and the design wants no more than %s.", what(op), texts, limit),
		Guard:   fmt.Sprintf("The limit at %s lets more through than that of the design (%s).", place, at),
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
