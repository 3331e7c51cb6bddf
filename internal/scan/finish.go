package scan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/merge"
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

// finish fills in what can be told only at the end: the findings of both
// looks as one list, the ledger, the score.
func (r *run) finish(read, found []finding.Finding, cells []finding.Cell) {
	s := r.scan
	s.Ledger = folded(both(both(cells, r.listed), r.elsewhere()))
	sides := merge.Sides{Contract: r.promised, Source: read, Live: found, Ledger: s.Ledger, Silenced: r.silenced}
	if r.joined != nil {
		sides.Handlers = r.joined.Handlers
	}
	s.Findings, s.Silenced = merge.Findings(sides), r.silenced
	t := r.target
	s.Target = finding.Target{Contracts: t.contracts, Sources: t.sources, Title: r.masker.Text(t.model.Title)}
	s.Target.Config, s.Target.Workflow = r.opts.Design.Path, r.opts.Workflow
	r.complete(read)
	if t.base != nil {
		s.Mode = string(r.mode)
		s.Target.URL = r.masker.URL(t.base.String())
		s.Requests = r.requests()
	}
	r.aboutContract()
	for _, text := range r.answers.notes() {
		r.note("warning", text)
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
	score.Withhold(s)
	s.Ended = time.Now().UTC()
}

// aboutContract notes what of the contract could not be read, and what was
// made of it.
func (r *run) aboutContract() {
	r.aboutReferences()
	if r.target.model != nil {
		for _, p := range r.target.model.Problems {
			r.note("warning", fmt.Sprintf("%s: %s", p.Place, p.Text))
		}
	}
	for _, n := range r.target.notes {
		r.note("info", n)
	}
}

// strength of a state where one operation has several handlers, and so
// several entries: what was found counts most, what was not tested more than
// what was.
var strength = map[finding.State]int{finding.Found: 5, finding.Inconclusive: 4, finding.Untested: 3, finding.Clean: 2, finding.NotApplicable: 1}

// folded is the ledger in order, each cell once. A large API has a million
// of them, and few words: what is sorted is the order of the words.
func folded(cells []finding.Cell) []finding.Cell {
	operations, weaknesses := words{}, words{}
	for i := range cells {
		operations.add(cells[i].Operation)
		weaknesses.add(cells[i].Weakness)
	}
	operations.order()
	weaknesses.order()
	places := make([]position, len(cells))
	for i := range cells {
		c := &cells[i]
		places[i] = position{
			operation: operations[c.Operation], weakness: weaknesses[c.Weakness],
			look: int32(slices.Index(finding.Looks, c.Look)), strength: int32(strength[c.State]), cell: int32(i),
		}
	}
	slices.SortFunc(places, func(a, b position) int {
		return cmp.Or(int(a.operation-b.operation), int(a.weakness-b.weakness), int(a.look-b.look), int(b.strength-a.strength), strings.Compare(cells[a.cell].Reason, cells[b.cell].Reason))
	})
	places = slices.CompactFunc(places, func(a, b position) bool {
		return a.operation == b.operation && a.weakness == b.weakness && a.look == b.look
	})
	all := make([]finding.Cell, len(places))
	for i, p := range places {
		all[i] = cells[p.cell]
	}
	return all
}

// position is where a cell is in the ledger.
type position struct{ operation, weakness, look, strength, cell int32 }

// words are told apart by their alphabetical order.
type words map[string]int32

func (w words) add(word string) { w[word] = 0 }

func (w words) order() {
	for i, word := range slices.Sorted(maps.Keys(w)) {
		w[word] = int32(i)
	}
}

func (r *run) identities() {
	for _, who := range append(r.world.All(), r.world.Anonymous()) {
		alive, reason := who.Alive()
		r.scan.Identities = append(r.scan.Identities, finding.Identity{
			Name: who.Name, Role: who.Role, Tenant: r.masker.Text(who.Tenant), Origin: string(who.Origin), Alive: alive, Reason: r.masker.Text(reason),
		})
	}
}
