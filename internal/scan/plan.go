package scan

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Plan is what a scan would do. Making and writing it sends nothing.
type Plan struct {
	URL        string
	Mode       world.Mode
	Identities []string // one line each
	Operations []PlannedOperation
	Untested   []PlannedGap
	Read       []string // weaknesses that are looked for in the source; nil without source
	Files      int      // of Python
	Discovery  bool     // the contract is not known without asking the API
	Pages      []string // where it would be asked for; none: the usual places
	Notes      []string
}

// PlannedOperation is an operation and the weaknesses to look for there.
type PlannedOperation struct {
	Operation, Purpose string
	Weaknesses         []string
}

// PlannedGap is a reason and the cells that stay untested because of it.
type PlannedGap struct {
	Reason string
	Cells  []string // an operation, or "operation: weakness"
}

// MakePlan reads the files that the options name, and nothing else.
func MakePlan(ctx context.Context, o Options) (*Plan, error) {
	r := begin(o)
	r.planning = true
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	t := r.target
	p := &Plan{Mode: r.mode}
	if t.base == nil {
		r.note("info", "no URL is given: the scan would send nothing either; --url says where the API runs")
	} else {
		p.Discovery = t.model == nil && !r.served() || len(t.pages) > 0
		p.Pages = t.pages
		if !p.Discovery {
			if t.model == nil {
				r.note("info", "the operations are those of the source; the scan would ask for a contract at the usual places first")
			}
			t.model = r.known()
			t.settle()
		}
		p.URL = t.base.String()
	}
	if !p.Discovery {
		t.model = r.known()
		r.join()
	}
	r.aboutSource()
	p.read(r)
	r.aboutContract()
	for _, n := range r.scan.Notes {
		p.Notes = append(p.Notes, n.Text)
	}
	if p.Discovery {
		return p, nil
	}
	w := world.New(world.Options{API: t.model, Design: r.opts.Design, Mode: p.Mode, Masker: r.masker})
	p.identities(r.opts.Design, w)
	p.operations(w, o.Weaknesses)
	if r.joined != nil {
		for _, op := range r.joined.Alone {
			if why := r.joined.Uncalled[op]; why != "" {
				p.gap(why, op.String())
			}
		}
	}
	for _, op := range t.elsewhere {
		p.gap("served elsewhere: the contract gives the operation another server", op.String())
	}
	return p, nil
}

// read lists what the source look would look for.
func (p *Plan) read(r *run) {
	if r.program == nil {
		return
	}
	p.Files = r.program.Files
	for _, w := range r.opts.Weaknesses {
		if w.Source != nil {
			p.Read = append(p.Read, w.ID)
		}
	}
}

func (p *Plan) identities(d *design.Design, w *world.World) {
	low := 0
	for _, who := range d.Identities {
		how := "has a credential"
		if who.Login != nil {
			how = "logs in with " + who.Login.Operation
		}
		of := who.Role
		if who.Tenant != "" {
			of = strings.TrimSpace(of + " of " + who.Tenant)
		}
		p.Identities = append(p.Identities, strings.TrimSpace(fmt.Sprintf("%s\t%s\t%s", who.Name, of, how)))
		if !w.Outline.Rank(who.Role) {
			low++
		}
	}
	switch {
	case low >= 2 || p.Mode == world.Passive:
	case d.SignUp != nil:
		p.Identities = append(p.Identities, fmt.Sprintf("%d more\tequals\tsign up with %s", 2-low, d.SignUp.Operation))
	case len(w.Outline.SignUp) > 0 && len(w.Outline.Login) > 0:
		p.Identities = append(p.Identities, fmt.Sprintf("%d more\tequals\tsign up with %s, log in with %s", 2-low, w.Outline.SignUp[0], w.Outline.Login[0]))
	default:
		p.Notes = append(p.Notes, "fewer than two ordinary identities, and no operations to sign up and log in: equals cannot be tested against each other")
	}
	p.Identities = append(p.Identities, "anonymous\t\tsends no credential")
}

func (p *Plan) operations(w *world.World, weaknesses []*weakness.Weakness) {
	var passes []*weakness.LivePass
	for _, weak := range weaknesses {
		if weak.Live != nil {
			passes = append(passes, weakness.NewLivePass(weak, w, nil, 1))
		}
	}
	for _, op := range w.API.Operations {
		planned := PlannedOperation{Operation: op.String(), Purpose: string(w.Outline.Purpose(op))}
		if why, no := w.Forbidden(op); no {
			p.gap(why, op.String())
			p.Operations = append(p.Operations, planned)
			continue
		}
		for _, pass := range passes {
			weak := pass.Weakness
			if weak.Live.Applies(pass, op) != "" {
				continue
			}
			if p.Mode == world.Passive && !weak.Live.Passive {
				p.gap("passive mode sends no attack", op.String()+": "+weak.ID)
				continue
			}
			planned.Weaknesses = append(planned.Weaknesses, weak.ID)
		}
		p.Operations = append(p.Operations, planned)
	}
}

func (p *Plan) gap(why, cell string) {
	i, found := slices.BinarySearchFunc(p.Untested, why, func(g PlannedGap, why string) int { return strings.Compare(g.Reason, why) })
	if !found {
		p.Untested = slices.Insert(p.Untested, i, PlannedGap{Reason: why})
	}
	p.Untested[i].Cells = append(p.Untested[i].Cells, cell)
}

// perLine weaknesses fit on a line: their names have some twenty letters.
const perLine = 4

// Write tells the plan as text.
func (p *Plan) Write(out io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Plan: mode %s, %s. Nothing is sent now.\n", p.Mode, cmp.Or(p.URL, "no URL"))
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "Note: %s\n", n)
	}
	if len(p.Read) > 0 {
		fmt.Fprintf(&b, "\nWhat is looked for in %d Python files, without sending anything\n", p.Files)
		for some := range slices.Chunk(p.Read, perLine) {
			fmt.Fprintf(&b, "  %s\n", strings.Join(some, " "))
		}
	}
	if p.Discovery {
		p.discovery(&b)
		return written(out, b.String())
	}
	fmt.Fprint(&b, "\nAs whom\n")
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, line := range p.Identities {
		fmt.Fprintf(t, "  %s\n", line)
	}
	t.Flush()
	fmt.Fprint(&b, "\nWhat is called, and looked for there\n")
	t = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, op := range p.Operations {
		looked := strings.Join(op.Weaknesses, " ")
		fmt.Fprintf(t, "  %s\t%s\t%s\n", op.Operation, op.Purpose, cmp.Or(looked, "-"))
	}
	t.Flush()
	if len(p.Untested) > 0 {
		fmt.Fprint(&b, "\nWhat would stay untested\n")
		for _, gap := range p.Untested {
			fmt.Fprintf(&b, "  %s\n", gap.Reason)
			for _, c := range gap.Cells {
				fmt.Fprintf(&b, "    %s\n", c)
			}
		}
	}
	return written(out, b.String())
}

// written writes text that has names of a contract in it: they end up on a
// terminal.
func written(out io.Writer, text string) error {
	_, err := io.WriteString(out, evidence.Printable(text))
	return err
}

func (p *Plan) discovery(b *bytes.Buffer) {
	if len(p.Pages) > 0 {
		fmt.Fprintf(b, "\nThe contract would be read first, with GET:\n  %s\n", strings.Join(p.Pages, "\n  "))
	} else {
		fmt.Fprintf(b, "\nThe contract would be looked for first, with GET below %s:\n  %s\n", p.URL, strings.Join(contract.Candidates, " "))
	}
	fmt.Fprintln(b, "Name an OpenAPI file to plan the rest.")
}
