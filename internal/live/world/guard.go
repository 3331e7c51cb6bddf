package world

import (
	"context"
	"errors"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// Guard is an operation that answers who's credential, and neither its
// absence nor a malformed one: what missing authentication is told from.
type Guard struct{ With, Without, Malformed *wire.Exchange }

// Guard asks now; nil: no operation parts them any more.
func (w *World) Guard(ctx context.Context, who *identity.Identity) (*Guard, error) {
	p, err := w.witness(ctx, who, who.Credential())
	if err != nil || p == nil {
		return nil, err
	}
	return &Guard{p.with, p.without, p.mangled}, nil
}

// NoneAlive says why there is nobody to call as.
func (w *World) NoneAlive() error {
	for _, who := range w.identities {
		if alive, why := who.Alive(); !alive {
			return errors.New("no identity is alive: " + who.Name + ": " + why)
		}
	}
	return errors.New("no identity is known: give one in ashlar.yaml")
}
