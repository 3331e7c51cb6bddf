package unlistedoperation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// surplus is what one answer holds beyond its declaration, by dotted name.
type surplus struct {
	op       *weakness.Operation
	exchange *wire.Exchange
	names    []string
}

// mostSurplus properties in one place are the keys of a map, not names.
const mostSurplus = 20

// mostCompared operations of an API are called for a comparison: it is
// information, and must not spend what proofs need.
const mostCompared = 300

// liveAnswers compares the answers of listed operations that read with their
// declarations. It is one finding for each kind of object.
func liveAnswers(ctx context.Context, p *weakness.LivePass) error {
	if unlike(p) != "" {
		return nil
	}
	by := map[string][]surplus{}
	compared := 0
	for _, op := range p.API.Operations {
		if compared == mostCompared {
			break
		}
		if op.Drafted || !p.Outline.ReadsOnly(op) || weakness.AnswerSchema(op) == nil || p.Only != nil && !p.Only(op) {
			continue
		}
		compared++
		base, err := p.BaseAny(ctx, op)
		if world.Stops(err) {
			return err
		}
		if err != nil {
			continue
		}
		body, ok := base.Exchange.JSON()
		if !ok {
			continue
		}
		names := map[string]bool{}
		beyond(body, weakness.AnswerSchema(op), "", deepest, names)
		if len(names) == 0 {
			continue
		}
		kind := op.Path
		if res := p.Outline.Resource(op); res != nil {
			kind = res.Kind
		}
		by[kind] = append(by[kind], surplus{op, base.Exchange, slices.Sorted(maps.Keys(names))})
	}
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		reportAnswers(p, by[kind])
	}
	return nil
}

// beyond adds the names that the value has and the schema lacks.
func beyond(v any, s *api.Schema, path string, depth int, names map[string]bool) {
	if s == nil || depth == 0 || len(s.Any) > 0 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v[:min(len(v), mostSurplus)] {
			beyond(item, s.Items, path, depth-1, names)
		}
	case map[string]any:
		if len(s.Properties) == 0 || s.Additional != nil && s.Additional.Allowed {
			return
		}
		var extra []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			name := strings.TrimPrefix(path+"."+key, ".")
			if sub := s.Property(key); sub != nil {
				beyond(v[key], sub, name, depth-1, names)
			} else {
				extra = append(extra, name)
			}
		}
		if len(extra) > mostSurplus {
			return
		}
		for _, name := range extra {
			names[name] = true
		}
	}
}

// reportAnswers tells of one kind of object. A property that the contract does
// not declare is no fault by itself; nobody looks at it, though.
func reportAnswers(p *weakness.LivePass, all []surplus) {
	slices.SortStableFunc(all, func(a, b surplus) int { return strings.Compare(a.op.String(), b.op.String()) })
	var names []string
	f := weakness.Found{
		Operation: all[0].op, Severity: finding.Info, Verdict: finding.Possible, Field: "answer",
		Exchanges: []weakness.Shown{weakness.Show(all[0].exchange, "the answer holds %s", weakness.List(all[0].names))},
	}
	for _, u := range all {
		if u.op != f.Operation {
			f.Also = append(f.Also, u.op)
		}
		for _, name := range u.names {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	f.Summary = fmt.Sprintf("Answers hold %s, which the contract does not declare: nobody who goes by that looks at it.", weakness.List(names))
	p.Report(f)
}
