package unlistedoperation

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// liveUnserved looks for reads that the contract lists and the running API
// does not have: it answers them as it answers a path that cannot be there.
// Where an object is named, a 404 may be about that.
func liveUnserved(ctx context.Context, p *weakness.LivePass) error {
	if unlike(p) != "" {
		return nil
	}
	var missing []*weakness.Operation
	var shown []weakness.Shown
	tried := 0
	for _, op := range p.API.Operations {
		if tried == mostCompared {
			break
		}
		if op.Drafted || op.Method != http.MethodGet || len(op.PathParameters()) > 0 || p.Only != nil && !p.Only(op) {
			continue
		}
		if _, dangerous := p.Outline.Dangerous(op); dangerous {
			continue
		}
		_, err := p.BaseAny(ctx, op)
		if world.Stops(err) {
			return err
		}
		tried++
		var no *world.Unbuildable
		if !errors.As(err, &no) || no.Exchange == nil || !absent(no.Exchange.Status) {
			continue
		}
		nowhere := &api.Operation{Method: op.Method, Path: op.Path + p.Random(), Servers: op.Servers}
		control, err := p.Send(ctx, p.Anonymous(), &request.Request{Operation: nowhere})
		if err != nil {
			return err
		}
		if !alike(no.Exchange, control) {
			continue
		}
		missing = append(missing, op)
		if len(shown) == 0 {
			shown = append(shown, weakness.Show(no.Exchange, "it is not there"), weakness.Show(control, "a path that cannot be there is answered alike"))
		}
	}
	if len(missing) == 0 || 2*len(missing) > tried {
		return nil
	}
	var names []string
	for _, op := range missing {
		names = append(names, op.String())
	}
	p.Report(weakness.Found{
		Operation: missing[0], Also: missing[1:], Severity: finding.Info, Verdict: finding.Possible, Field: "contract", WholeAPI: true,
		Summary:   fmt.Sprintf("The contract lists what the running API does not have: %s.", weakness.List(names)),
		Exchanges: shown,
	})
	return nil
}

func absent(status int) bool {
	return status == http.StatusNotFound || status == http.StatusNotImplemented
}

// alike tells whether two refusals are the same: that of a framework is, that
// of an operation that found nothing speaks of what it looked for.
func alike(a, b *wire.Exchange) bool {
	return a.Status == b.Status && world.Digest(a, nil) == world.Digest(b, nil)
}
