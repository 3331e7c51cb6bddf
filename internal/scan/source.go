package scan

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/inventory"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// mostLimits of the analysis are told one by one.
const mostLimits = 3

// interpret reads the Python source. A scan that is interrupted meanwhile has
// a program without what was not reached.
func (r *run) interpret(ctx context.Context) error {
	t := r.target
	if len(t.sources) == 0 {
		return nil
	}
	r.tell("reading the source")
	p, err := source.Read(ctx, t.sources, project.Options{Include: r.opts.Include})
	if err != nil && ctx.Err() == nil {
		return usage("name a folder that can be read", "%v", err)
	}
	if ctx.Err() != nil {
		r.unread = ctx.Err()
		if p == nil {
			p = &source.Program{Dirs: t.sources}
		}
	} else if p.Files == 0 {
		t.notes = append(t.notes, "only contracts are read: no Python file is in "+strings.Join(t.sources, ", "))
		for _, problem := range p.Problems {
			t.unread = append(t.unread, problem.Text)
			r.note("warning", fmt.Sprintf("%s: %s", problem.Place, problem.Text))
		}
		r.leftOut(p)
		return nil
	}
	r.program = p
	return nil
}

// served tells whether the source has operations to call.
func (r *run) served() bool { return r.program != nil && len(r.program.Operations) > 0 }

// known is the model as far as it can be told without asking the API: that of
// the contract, or the draft of the source.
func (r *run) known() *api.Model {
	t := r.target
	switch {
	case t.model != nil:
		return t.model
	case r.served():
		return draft.Model(r.program)
	case t.base != nil:
		return &api.Model{Title: t.base.Host}
	}
	return &api.Model{}
}

// drafted makes the operations of the source those of the API.
func (t *target) drafted(p *source.Program) {
	t.model = draft.Model(p)
	t.notes = append(t.notes, "no contract found at the usual places: the operations are those of the source, as far as it tells what they take")
}

// join makes one list of the operations of the contract and of the source.
func (r *run) join() {
	t := r.target
	if t.model.Authoritative && len(t.contracts) > 0 {
		own := *t.model
		r.contract = &own
	}
	if r.program == nil {
		return
	}
	servers := t.model.Servers
	if t.base != nil {
		servers = append([]string{t.base.Path}, servers...)
	}
	r.joined = draft.Join(r.program, slices.Concat(t.model.Operations, t.elsewhere), servers)
	t.model = r.joined.Extended(t.model)
}

// readSource runs the source side of every weakness, and sends nothing.
func (r *run) readSource(ctx context.Context) ([]finding.Finding, []finding.Cell) {
	if r.program == nil {
		return nil, nil
	}
	r.scan.Looks = append(r.scan.Looks, finding.Source)
	r.progress.Operations = len(r.program.Operations)
	if r.unread != nil {
		r.early(r.unread)
	}
	var findings []finding.Finding
	used := map[*source.Ignore]bool{}
	sides := r.sides(ctx)
	entries := 0
	for _, s := range sides {
		entries += len(s.cells)
	}
	cells := make([]finding.Cell, 0, entries) // large APIs have a million
	for _, s := range sides {
		findings = append(findings, s.found...)
		cells = append(cells, s.cells...)
		if s.fault != "" {
			r.note("warning", "a fault of the source look: "+s.fault)
		}
		for _, s := range s.silenced {
			used[s.By] = true
			f := s.Finding
			r.silenced = append(r.silenced, finding.Silenced{
				Weakness: f.Weakness, Severity: f.Severity, Operation: f.Operation, File: s.By.Place.File, Line: int(s.By.Place.Line), Reason: s.By.Reason, Fingerprint: f.Fingerprint,
			})
		}
	}
	r.aboutSource()
	r.aboutIgnores(used)
	return findings, cells
}

// side is what the source side of one weakness gave.
type side struct {
	found    []finding.Finding
	cells    []finding.Cell
	silenced []weakness.Silenced
	fault    string // it did not come to its end
}

// sides runs the source sides on all cores, and gives them in the order of
// the weaknesses: the program is read-only, and each has a pass of its own.
func (r *run) sides(ctx context.Context) []side {
	about, told := outline.Of(r.allOperations()), weakness.NewTold(r.program)
	about.Intent, about.Equals = r.opts.Design.Intent, r.opts.Design.Equals()
	sides := make([]side, len(r.opts.Weaknesses))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, w := range r.opts.Weaknesses {
		if w.Source == nil {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				sides[i].cells = r.unreached(w, whyStopped(err))
				return nil
			}
			r.tell("reading the source: " + w.ID)
			pass := weakness.NewSourcePass(w, r.program, about, told)
			pass.Contract, pass.Called = r.contract, r.joined.Field
			s := &sides[i]
			defer func() {
				if cause := recover(); cause != nil {
					*s = side{fault: fmt.Sprintf("%s: internal error: %v", w.ID, cause)}
					s.cells = r.unreached(w, "the source could not be looked at for it: internal error")
				}
			}()
			w.Source.Run(pass)
			s.found, s.cells, s.silenced = pass.Results()
			s.cells = append(s.cells, r.unhandled(w)...)
			r.found.Add(int64(len(s.found)))
			return nil
		})
	}
	group.Wait()
	return sides
}

// allOperations is the model of both sides, those that cannot be called
// among them.
func (r *run) allOperations() *api.Model {
	all := *r.target.model
	all.Operations = slices.Concat(all.Operations, r.target.elsewhere)
	for _, op := range r.joined.Alone {
		if r.joined.Uncalled[op] != "" {
			all.Operations = append(all.Operations, op)
		}
	}
	return &all
}

// unreached is the ledger of a source side that did not run.
func (r *run) unreached(w *weakness.Weakness, why string) []finding.Cell {
	var cells []finding.Cell
	for _, op := range r.allOperations().Operations {
		cells = append(cells, finding.Cell{Operation: op.String(), Weakness: w.ID, Look: finding.Source, State: finding.Untested, Reason: why})
	}
	return cells
}

// unhandled is the ledger of the operations that the source does not have.
// Where it has none at all it is no source of this API, and a note says so.
func (r *run) unhandled(w *weakness.Weakness) []finding.Cell {
	if !r.served() {
		return nil
	}
	var cells []finding.Cell
	for _, op := range r.joined.Unhandled {
		cells = append(cells, finding.Cell{Operation: op.String(), Weakness: w.ID, Look: finding.Source, State: finding.Untested, Reason: "no route of the source serves it"})
	}
	return cells
}

// uncalled is the ledger of the operations that the source has and the live
// look cannot call.
func (r *run) uncalled() []finding.Cell {
	if r.joined == nil {
		return nil
	}
	var cells []finding.Cell
	for _, op := range r.joined.Alone {
		if why := r.joined.Uncalled[op]; why != "" {
			cells = append(cells, r.unlooked([]*api.Operation{op}, why)...)
		}
	}
	return cells
}

// aboutSource notes what the source look could not see.
func (r *run) aboutSource() {
	p := r.program
	if p == nil {
		return
	}
	r.unreadSource()
	if len(p.Operations) == 0 && r.unread == nil {
		files := fmt.Sprintf("%d Python files", p.Files)
		if p.Files == 1 {
			files = "1 Python file"
		}
		r.note("warning", fmt.Sprintf("no Flask route was found in %s of %s", files, strings.Join(p.Dirs, ", ")))
	}
	r.leftOut(p)
	for i, limit := range p.Limits {
		if i == mostLimits && len(p.Limits) > mostLimits+1 {
			r.note("warning", fmt.Sprintf("bounds of the source look were reached %d times more", len(p.Limits)-i))
			break
		}
		r.note("warning", "a bound of the source look was reached: "+limit)
	}
	if r.joined == nil || !r.served() {
		return
	}
	r.differences("in the contract, and no route of the source serves them", r.joined.Unhandled)
	if r.target.model.Authoritative && len(r.target.contracts) > 0 {
		r.differences("in the source, and not in the contract", r.joined.Alone)
	}
}

// unreadSource notes the files that were not read, or not whole.
func (r *run) unreadSource() {
	if r.program == nil {
		return
	}
	for _, problem := range r.program.Problems {
		r.note("warning", fmt.Sprintf("%s: %s", problem.Place, problem.Text))
	}
}

// mostNamed operations are named in a note.
const mostNamed = 3

func (r *run) differences(text string, ops []*api.Operation) {
	if len(ops) == 0 {
		return
	}
	var names []string
	for i, op := range ops {
		if i == mostNamed && len(ops) > mostNamed+1 {
			names = append(names, fmt.Sprintf("%d more", len(ops)-i))
			break
		}
		names = append(names, op.String())
	}
	r.note("info", text+": "+weakness.List(names))
}

func (r *run) leftOut(p *source.Program) {
	var all []inventory.LeftOut
	for _, out := range p.LeftOut {
		all = append(all, inventory.LeftOut{Path: out.Path, Why: out.Why})
	}
	if text := inventory.LeftOutText(all); text != "" {
		r.note("info", text)
	}
}

// aboutIgnores notes the comments that silence nothing.
func (r *run) aboutIgnores(used map[*source.Ignore]bool) {
	slices.SortFunc(r.silenced, func(a, b finding.Silenced) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Weakness, b.Weakness), strings.Compare(a.Operation, b.Operation))
	})
	for _, i := range r.program.Ignores {
		if level, text := r.aboutIgnore(i, used[i]); text != "" {
			r.note(level, fmt.Sprintf("%s: %s", i.Place, text))
		}
	}
}

// aboutIgnore says why a comment silences nothing; "" where it does, or where
// not all was looked for that it is about.
func (r *run) aboutIgnore(i *source.Ignore, used bool) (level, text string) {
	about := i.Weaknesses
	if i.Reason == "" {
		return "warning", "a comment that gives no reason silences nothing: # ashlar: ignore[weakness] reason"
	}
	for _, id := range about {
		switch w := r.catalogued(id); {
		case w == nil:
			return "warning", fmt.Sprintf("a comment is to silence %q, and there is no such weakness%s", id, r.meant(id))
		case w.Source == nil:
			return "info", fmt.Sprintf("a comment is to silence %s, which is not looked for in source", id)
		}
	}
	if len(about) == 0 {
		for _, w := range r.catalogue() {
			if w.Source != nil {
				about = append(about, w.ID)
			}
		}
	}
	looked := func(id string) bool {
		return slices.ContainsFunc(r.opts.Weaknesses, func(w *weakness.Weakness) bool { return w.ID == id })
	}
	if used || r.scan.Interrupted || slices.ContainsFunc(about, func(id string) bool { return !looked(id) }) {
		return "", ""
	}
	return "info", "a comment silences nothing: nothing is found here any more"
}

func (r *run) catalogue() []*weakness.Weakness {
	if r.opts.Catalogue == nil {
		return r.opts.Weaknesses
	}
	return r.opts.Catalogue
}

func (r *run) catalogued(id string) *weakness.Weakness {
	for _, w := range r.catalogue() {
		if w.ID == id {
			return w
		}
	}
	return nil
}

func (r *run) meant(id string) string {
	var ids []string
	for _, w := range r.catalogue() {
		ids = append(ids, w.ID)
	}
	if near := design.Nearest(id, ids); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}
