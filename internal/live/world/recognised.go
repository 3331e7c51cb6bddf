package world

import (
	"context"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// maxRecognising bounds the changes that are asked whether they know a
// credential.
const maxRecognising = 4

// recognised proves a credential where everybody may read, and only changes
// ask who calls: one of an object that nobody has is refused without the
// credential and with a malformed one (401, 403, and 422 as
// Flask-JWT-Extended says it), and looked for with it. Nothing is hit.
func (w *World) recognised(ctx context.Context, who *identity.Identity, c identity.Credential) (*proof, error) {
	if w.Mode == Passive {
		return nil, nil
	}
	asked := 0
	for _, method := range []string{"DELETE", "PATCH", "PUT"} {
		for _, op := range w.API.Operations {
			if op.Method != method || !w.aimless(op) || asked == maxRecognising {
				continue
			}
			asked++
			p, err := w.recognises(ctx, who, c, op)
			if p != nil || err != nil {
				return p, err
			}
		}
	}
	return nil, nil
}

// aimless tells whether a call of op with an identifier that nobody has has no
// effect.
func (w *World) aimless(op *api.Operation) bool {
	purpose := w.Outline.Purpose(op)
	_, no := w.Forbidden(op)
	_, admin := w.Outline.Administrative(op)
	return (purpose == outline.Delete || purpose == outline.Update) && len(op.PathParameters()) > 0 && !no && !admin
}

func (w *World) recognises(ctx context.Context, who *identity.Identity, c identity.Credential, op *api.Operation) (*proof, error) {
	b := &builder{w: w, op: op, who: w.anonymous, refs: map[string]any{}, unique: w.hash(op.String())[:10]}
	for _, name := range op.PathParameters() {
		b.refs[name] = w.nobodys(op.Parameter("path", name))
	}
	r, err := b.fresh(fill.Required)
	if err != nil {
		return nil, nil
	}
	ask := func(name string, c identity.Credential) (*wire.Exchange, error) { return w.SendWith(ctx, name, c, r) }
	without, err := ask(identity.AnonymousName, identity.Credential{})
	if err != nil || without.Status != 401 && without.Status != 403 {
		return nil, err
	}
	mangled, err := ask(who.Name, c.Replaced(identity.Malformed(c.Secret)))
	if err != nil || mangled.Status != 401 && mangled.Status != 403 && mangled.Status != 422 {
		return nil, err
	}
	with, err := ask(who.Name, c)
	if err != nil || with.Status == mangled.Status {
		return nil, err
	}
	switch {
	case with.OK(), with.Status == 404, with.Status == 409, with.Status == 410:
	case with.Status == 403 && without.Status == 401: // known, and not allowed
	default:
		return nil, nil
	}
	return &proof{op: op, with: with, without: without, mangled: mangled}, nil
}

// nobodys is an identifier that nobody has, as the contract describes it; of
// the form of an ObjectId where it says nothing.
func (w *World) nobodys(p *api.Parameter) any {
	id := w.called(p)
	if _, text := id.(string); text && (p == nil || p.Schema == nil || p.Schema.Format == "") {
		return request.Text(w.Similar(strings.Repeat("0", 24)))
	}
	return id
}
