package unboundedresults

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

var (
	pageNames = regexp.MustCompile(`(?i)^(\$?(page|offset|skip|start|cursor|after|before)|page_?(number|no|token|index|key)|page\[(number|offset|after|cursor)\]|next_?(page)?_?(token|cursor)|starting_?after)$`)
	nextNames = regexp.MustCompile(`(?i)^(next(_?(page|cursor|link|url|token|page_?token))?|has_?(more|next(_?page)?)|total_?pages|pages|page_?count|cursor)$`)
)

// limit is how the client says how much it wants.
type limit struct {
	name string // of the query parameter; "": there is none
	most int    // that the contract names; 0: none
}

func limitOf(op *weakness.Operation) limit {
	for _, q := range op.Parameters {
		if q.In != "query" || !lexicon.PageSize(q.Name) {
			continue
		}
		l := limit{name: q.Name}
		if q.Schema != nil && q.Schema.Maximum != nil && *q.Schema.Maximum < million {
			l.most = int(*q.Schema.Maximum)
		}
		return l
	}
	return limit{}
}

// told is the limit as the answer repeats it beside the list: what it was
// cut to, where it was.
func (l limit) told(ex *wire.Exchange) (int, bool) {
	body, _ := ex.JSON()
	for _, leaf := range compare.Leaves(body) {
		name := world.PropertyName(leaf.Pointer)
		if n, ok := leaf.Value.(float64); ok && lexicon.PageSize(name) && name != "count" && name != "size" && outsideLists(leaf.Pointer) {
			return int(n), true
		}
	}
	return 0, false
}

var index = regexp.MustCompile(`/\d+(/|$)`)

func outsideLists(pointer string) bool { return !index.MatchString(pointer) }

// pages says by what an answer without a limit shows that it is a page; "":
// nothing does.
func pages(op *weakness.Operation, ex *wire.Exchange) string {
	for _, q := range op.Parameters {
		if q.In == "query" && pageNames.MatchString(q.Name) {
			return "it takes " + q.Name
		}
	}
	if strings.Contains(ex.Header.Get("Link"), "rel=") {
		return "a Link header (RFC 8288)"
	}
	body, _ := ex.JSON()
	i := slices.IndexFunc(compare.Leaves(body), func(leaf compare.Leaf) bool {
		return nextNames.MatchString(world.PropertyName(leaf.Pointer)) && outsideLists(leaf.Pointer)
	})
	if i >= 0 {
		return "it tells " + world.PropertyName(compare.Leaves(body)[i].Pointer)
	}
	return ""
}

// report asks once more and tells what came. That the client chose how much
// is proven where more came than without choosing, beyond every usual page.
func (l *look) report(ctx context.Context, ex *wire.Exchange, what string) error {
	again, err := l.p.Send(ctx, l.who, l.asked)
	if err != nil {
		return err
	}
	n, _ := records(ex)
	if m, listed := records(again); !listed || m < min(n, l.fill()) {
		l.p.Inconclusive(l.op, "it answers with %d records, and then with %d", n, m)
		return nil
	}
	f := weakness.Found{
		Operation: l.op, Severity: finding.Low, Verdict: finding.Likely, Identity: l.who.Name,
		Summary:   fmt.Sprintf("%s %s, and nothing that the client sends limits them.", l.op, what),
		Exchanges: []weakness.Shown{weakness.Show(ex, "%d records in one answer", n), weakness.Show(again, "and again")},
		Recipe:    []evidence.Step{l.p.Step(l.who, l.asked, "every record that there is")},
	}
	if n > beyond {
		f.Severity = finding.Medium
	}
	if l.limit.name != "" {
		f.Field = "query." + l.limit.name
		f.Summary = fmt.Sprintf("%s %s where %s asks for a million.", l.op, what, l.limit.name)
		few, err := l.p.Send(ctx, l.who, l.plain)
		if err != nil {
			return err
		}
		if less, listed := records(few); listed && less < n {
			f.Control = []weakness.Shown{weakness.Show(few, "without it: %d records", less)}
			f.Severity = finding.Medium
			if n > beyond || l.limit.most > 0 {
				f.Verdict = finding.Proven
			}
		}
	}
	if l.page() > 0 && n > l.page() {
		f.Severity, f.Verdict = finding.Medium, finding.Proven
		f.Summary = strings.TrimSuffix(f.Summary, ".") + "; " + l.stated() + "."
	}
	l.p.Report(f)
	return nil
}
