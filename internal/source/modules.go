package source

import "github.com/ashlarsec/ashlar/internal/python/project"

// Project is the files that the program was read from, whose trees were let go
// of; nil if nothing was read.
func (p *Program) Project() *project.Project { return p.project }
