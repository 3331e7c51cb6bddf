package source

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
)

// Project is the files that the program was read from; nil if nothing in them
// does anything.
func (p *Program) Project() *project.Project {
	of := func(events []*flow.Event) *project.Project {
		for _, e := range events {
			if e.Call != nil && e.Call.Run != nil {
				return e.Call.Run.Program.Project
			}
		}
		return nil
	}
	if p.Setup != nil {
		if files := of(p.Setup.Events); files != nil {
			return files
		}
	}
	for _, op := range p.Operations {
		if files := of(op.Events); files != nil {
			return files
		}
	}
	return nil
}
