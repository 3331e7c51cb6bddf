package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

func callFactories(p *flow.Program) {}

func (b *builder) missed() {}
