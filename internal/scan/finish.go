package scan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/score"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// unlooked is the ledger of operations to which nothing was sent.
func (r *run) unlooked(operations []*api.Operation, why string) []finding.Cell {
	model := *r.target.model
	model.Operations = operations
	w := world.New(world.Options{API: &model, Design: r.opts.Design, Mode: r.mode, Masker: r.masker})
	var cells []finding.Cell
	for _, weak := range r.opts.Weaknesses {
		if weak.Live != nil {
			_, c := weakness.NewLivePass(weak, w, nil, 1).Results(why)
			cells = append(cells, c...)
		}
	}
	return cells
}

// elsewhere is the ledger of operations that are on other hosts.
func (r *run) elsewhere() []finding.Cell {
	ops := r.target.elsewhere
	if len(ops) == 0 {
		return nil
	}
	var names []string
	for _, op := range ops {
		names = append(names, op.String())
	}
	r.note("warning", "served elsewhere, so not called: "+weakness.List(names)+"; scan the server that the contract gives for them by itself")
	return r.unlooked(ops, "served elsewhere: the contract gives the operation another server")
}

// finish fills in what can be told only at the end.
func (r *run) finish(cells []finding.Cell) {
	s := r.scan
	slices.SortFunc(s.Findings, finding.Compare)
	s.Ledger = append(cells, r.elsewhere()...)
	slices.SortFunc(s.Ledger, func(a, b finding.Cell) int {
		return cmp.Or(strings.Compare(a.Operation, b.Operation), strings.Compare(a.Weakness, b.Weakness), strings.Compare(string(a.Look), string(b.Look)))
	})
	s.Mode = string(r.mode)
	t := r.target
	s.Target = finding.Target{Contracts: t.contracts, Sources: t.sources, Title: r.masker.Text(t.model.Title)}
	if t.base != nil {
		s.Target.URL = r.masker.URL(t.base.String())
		s.Requests = r.requests()
	}
	for _, p := range t.model.Problems {
		r.note("warning", fmt.Sprintf("%s: %s", p.Place, p.Text))
	}
	for _, n := range t.notes {
		r.note("info", n)
	}
	if r.world != nil {
		r.identities()
		s.Notes = append(s.Notes, r.world.Notes()...)
	}
	categories := map[string]string{}
	for _, w := range r.opts.Weaknesses {
		categories[w.ID] = w.Category
	}
	s.Score = score.Of(s.Findings, s.Ledger, func(id string) (string, bool) { c, ok := categories[id]; return c, ok })
	s.Ended = time.Now().UTC()
}

func (r *run) identities() {
	for _, who := range append(r.world.All(), r.world.Anonymous()) {
		alive, reason := who.Alive()
		r.scan.Identities = append(r.scan.Identities, finding.Identity{
			Name: who.Name, Role: who.Role, Tenant: r.masker.Text(who.Tenant), Origin: string(who.Origin), Alive: alive, Reason: r.masker.Text(reason),
		})
	}
}
