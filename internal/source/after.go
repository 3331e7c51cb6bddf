package source

import (
	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// After is what each application does with every answer before it is sent:
// its after_request functions, as an operation without a path.
func (p *Program) After() []*Operation {
	program := p.interpreted()
	if program == nil {
		return nil
	}
	var all []*Operation
	for _, app := range p.Applications {
		if len(app.After) == 0 {
			continue
		}
		run := app.RunAfter(program)
		op := &Operation{Operation: &api.Operation{}, Events: run.Events}
		op.settle()
		run.Done()
		all = append(all, op)
	}
	return all
}

// interpreted is the program that the events are of; nil if there are none.
func (p *Program) interpreted() *flow.Program {
	for _, e := range p.Setup.Events {
		if e.Call != nil && e.Call.Run != nil {
			return e.Call.Run.Program
		}
	}
	return nil
}
