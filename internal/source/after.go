package source

import (
	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// After is what each application does with every answer before it is sent:
// its after_request functions, as an operation without a path.
func (p *Program) After() []*Operation { return p.after }

func (p *Program) followAfter(program *flow.Program) {
	for _, app := range p.Applications {
		if len(app.After) == 0 {
			continue
		}
		run := app.RunAfter(program)
		op := &Operation{Operation: &api.Operation{}, Events: run.Events}
		op.settle()
		run.Done()
		p.after = append(p.after, op)
	}
}
