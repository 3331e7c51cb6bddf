package scan

import (
	"bytes"
	"cmp"
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
	Discovery  bool // the contract is not known without asking the API
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
func MakePlan(o Options) (*Plan, error) {
	if o.Design == nil {
		o.Design = &design.Design{}
	}
	fromDesign(&o)
	t := &target{}
	if err := t.sort(o); err != nil {
		return nil, err
	}
	if err := t.read(o); err != nil {
		return nil, err
	}
	p := &Plan{Mode: cmp.Or(o.Mode, world.Mode(o.Design.Mode), world.Safe), Notes: t.notes}
	if t.base == nil && t.model == nil && len(t.pages) == 0 {
		return nil, usage("name a URL, an OpenAPI file or a folder that holds one", "there is nothing to look at")
	}
	if t.base != nil {
		p.URL = t.base.String()
		mode, note, err := permittedMode(o, t.base)
		if err != nil {
			return nil, err
		}
		if p.Mode = mode; note != "" {
			p.Notes = append(p.Notes, note)
		}
	} else {
		p.Notes = append(p.Notes, "no URL is given: the scan would send nothing either; --url says where the API runs")
	}
	if t.model == nil {
		p.Discovery = true
		return p, nil
	}
	w := world.New(world.Options{API: t.model, Design: o.Design, Mode: p.Mode, Masker: evidence.NewMasker()})
	p.identities(o.Design, w)
	p.operations(w, o.Weaknesses)
	return p, nil
}

func (p *Plan) identities(d *design.Design, w *world.World) {
	low := 0
	for _, who := range d.Identities {
		how := "a credential of ashlar.yaml"
		if who.Login != nil {
			how = "logs in with " + who.Login.Operation
		}
		of := strings.Trim(who.Role+" of "+who.Tenant, " of")
		p.Identities = append(p.Identities, strings.TrimSpace(fmt.Sprintf("%s\t%s\t%s", who.Name, of, how)))
		if !world.HighRole(who.Role) {
			low++
		}
	}
	switch {
	case low >= 2 || p.Mode == world.Passive:
	case len(w.Outline.SignUp) > 0 && len(w.Outline.Login) > 0:
		p.Identities = append(p.Identities, fmt.Sprintf("%d more\tequals\tsign up with %s, log in with %s", 2-low, w.Outline.SignUp[0], w.Outline.Login[0]))
	default:
		p.Notes = append(p.Notes, "fewer than two ordinary identities, and no operations to sign up and log in: equals cannot be tested against each other")
	}
	p.Identities = append(p.Identities, "anonymous\t\tsends no credential")
}

func (p *Plan) operations(w *world.World, weaknesses []*weakness.Weakness) {
	gaps := map[string][]string{}
	for _, op := range w.API.Operations {
		planned := PlannedOperation{Operation: op.String(), Purpose: string(w.Outline.Purpose(op))}
		if why, no := w.Forbidden(op); no {
			gaps[why] = append(gaps[why], op.String())
			p.Operations = append(p.Operations, planned)
			continue
		}
		for _, weak := range weaknesses {
			if weak.Live == nil {
				continue
			}
			pass := weakness.NewLivePass(weak, w, nil, 1)
			if weak.Live.Applies(pass, op) != "" {
				continue
			}
			if p.Mode == world.Passive && !weak.Live.Passive {
				const why = "passive mode sends no attack"
				gaps[why] = append(gaps[why], op.String()+": "+weak.ID)
				continue
			}
			planned.Weaknesses = append(planned.Weaknesses, weak.ID)
		}
		p.Operations = append(p.Operations, planned)
	}
	for why, cells := range gaps {
		p.Untested = append(p.Untested, PlannedGap{why, cells})
	}
	slices.SortFunc(p.Untested, func(a, b PlannedGap) int { return strings.Compare(a.Reason, b.Reason) })
}

// Write tells the plan as text.
func (p *Plan) Write(out io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Plan: mode %s, %s. Nothing is sent now.\n", p.Mode, cmp.Or(p.URL, "no URL"))
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "Note: %s\n", n)
	}
	if p.Discovery {
		fmt.Fprintf(&b, "\nThe contract would be looked for first, with GET below %s:\n  %s\nName an OpenAPI file to plan the rest.\n", p.URL, strings.Join(contract.Candidates, " "))
		_, err := out.Write(b.Bytes())
		return err
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
	_, err := out.Write(b.Bytes())
	return err
}
