package verboseerrors

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch {
	case p.Outline.Purpose(op) == outline.Logout:
		return "it ends sessions"
	case op.Body == nil && len(op.PathParameters()) == 0 && len(queries(op)) == 0:
		return "it takes no input"
	}
	return ""
}

// sighting is what one operation said.
type sighting struct {
	op               *weakness.Operation
	who              *identity.Identity
	signature        int // its place in the table
	probe            probe
	honest           *wire.Exchange // nil: none could be had
	exchange, second *wire.Exchange
}

func (s *sighting) strong() bool { return signatures[s.signature].strong }

func live(ctx context.Context, p *weakness.LivePass) error {
	var mu sync.Mutex
	seen := map[*weakness.Operation]*sighting{}
	err := p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		l := look{p: p, op: op}
		s, err := l.look(ctx)
		if s != nil {
			mu.Lock()
			defer mu.Unlock()
			seen[op] = s
		}
		return err
	})
	if len(seen) > 0 {
		report(p, seen)
	}
	return err
}

// report tells of all operations at once: one handler makes the errors of
// an API. The first with the strongest kind of signature is told.
func report(p *weakness.LivePass, seen map[*weakness.Operation]*sighting) {
	var first *sighting
	var also []*weakness.Operation
	for _, op := range p.API.Operations {
		s := seen[op]
		if s == nil {
			continue
		}
		also = append(also, op)
		if first == nil || s.strong() && !first.strong() {
			first = s
		}
	}
	found := weakness.Found{
		Operation: first.op, Also: also, WholeAPI: true, Severity: finding.Low, Verdict: finding.Proven, Identity: first.who.Name,
		Summary: fmt.Sprintf("%s answers %s with %s; %d operations tell such things.", first.op, first.probe.what, signatures[first.signature].name, len(also)),
	}
	if len(also) == 1 {
		found.Summary = fmt.Sprintf("%s answers %s with %s.", first.op, first.probe.what, signatures[first.signature].name)
	}
	if first.strong() {
		found.Severity = finding.Medium
	}
	found.Exchanges = []weakness.Shown{
		weakness.Show(first.exchange, "%s brings %s", first.probe.what, signatures[first.signature].name),
		weakness.Show(first.second, "and again"),
	}
	if first.honest != nil {
		found.Control = []weakness.Shown{weakness.Show(first.honest, "an honest request brings nothing of it")}
	}
	objs := p.Mentioned(first.probe.request)
	for _, obj := range objs {
		found.Recipe = append(found.Recipe, p.Made(obj)...)
	}
	found.Recipe = append(found.Recipe, p.Step(first.who, first.probe.request, signatures[first.signature].name, objs...))
	p.Report(found)
}

// look looks at one operation.
type look struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	who    *identity.Identity
	honest *wire.Exchange
}

// look sends the probes until one brings a strong signature.
func (l look) look(ctx context.Context) (*sighting, error) {
	probes, why, err := l.prepare(ctx)
	if err != nil {
		return nil, err
	}
	var best *sighting
	answered := 0
	for _, pr := range probes {
		ex, err := l.p.Send(ctx, l.who, pr.request)
		if err != nil {
			return nil, err
		}
		if refused := ex.Status == 401 || ex.Status == 403; ex.Status != 0 && ex.Status != 429 && !(refused && l.honest == nil) {
			answered++
		}
		n, ok := l.sign(ex, pr.request)
		if !ok || best != nil && n >= best.signature {
			continue
		}
		again, err := l.p.Send(ctx, l.who, pr.request)
		if err != nil {
			return nil, err
		}
		if m, ok := l.sign(again, pr.request); !ok || m != n {
			continue
		}
		best = &sighting{op: l.op, who: l.who, signature: n, probe: pr, honest: l.honest, exchange: ex, second: again}
		if best.strong() {
			break
		}
	}
	switch {
	case best != nil:
	case answered == 0 && why != nil:
		return nil, why
	case answered == 0:
		l.p.Inconclusive(l.op, "no malformed request was answered")
	default:
		l.p.Clean(l.op, "%d malformed requests show nothing of the inside", answered)
	}
	return best, nil
}

// prepare finds an honest request and makes the malformed ones of it. Where
// there is none, only such are sent that cannot have an effect; why says what
// was in the way.
func (l *look) prepare(ctx context.Context) (probes []probe, why, err error) {
	base, err := l.p.BaseAny(ctx, l.op)
	if err == nil {
		l.who, l.honest = base.Who, base.Exchange
		// Accounts of odd values would stay, and failed logins lock accounts.
		purpose := l.p.Outline.Purpose(l.op)
		harmless := purpose == outline.SignUp || purpose == outline.Login || purpose == outline.Reset
		if l.namesInBody() {
			return nil, errNeeded, nil
		}
		return malformed(l.op, base.Request, l.p.Outline.ReadsOnly(l.op), harmless), nil, nil
	}
	if world.Stops(err) {
		return nil, nil, err
	}
	why = err
	l.who = l.caller()
	if l.namesInBody() {
		return nil, errNeeded, nil
	}
	if l.p.ChangesCaller(l.op) {
		// A handler that takes a broken body for an empty one would do it to
		// an account that the scan did not make.
		return nil, why, nil
	}
	r, err := l.p.Harmless(ctx, l.op, l.who)
	if world.Stops(err) {
		return nil, nil, err
	}
	if err != nil {
		r = &request.Request{Operation: l.op, Path: map[string]string{}}
		for _, name := range l.op.PathParameters() {
			r.Path[name] = "0"
		}
	}
	return malformed(l.op, r, l.p.Outline.ReadsOnly(l.op), true), why, nil
}

var errNeeded = errors.New("its body names the object that it changes: a broken one may be taken for all objects")

// namesInBody tells whether the body alone keeps a change to one object: a
// handler that takes a broken one for an empty one may change every object.
func (l *look) namesInBody() bool {
	switch l.p.Outline.Purpose(l.op) {
	case outline.Update, outline.Delete, outline.Action:
	default:
		return false
	}
	slot, named := l.p.TargetSlot(l.op)
	return named && slot.In == "body"
}

// caller is who most likely may call the operation.
func (l *look) caller() *identity.Identity {
	low, highs := l.p.Low(), l.p.Highs()
	_, admin := l.p.Outline.Administrative(l.op)
	switch {
	case len(highs) > 0 && (admin || len(low) == 0):
		return highs[0]
	case len(low) > 0:
		return low[0]
	}
	return l.p.Anonymous()
}

// sign finds the strongest signature of a refusal, which neither the honest
// answer nor the request explains. An answer that succeeds shows content: an
// API of logs holds every signature.
func (l look) sign(ex *wire.Exchange, r *request.Request) (int, bool) {
	if ex.Status == 0 || l.p.Worked(l.op, ex) {
		return 0, false
	}
	said := text(ex)
	for _, v := range sent(r) {
		said = strings.ReplaceAll(said, v, "")
	}
	honest := ""
	if l.honest != nil {
		honest = text(l.honest)
	}
	n := slices.IndexFunc(signatures, func(s signature) bool {
		return s.form.MatchString(said) && !s.form.MatchString(honest)
	})
	return n, n >= 0
}

// text is what an answer says: of JSON, its texts.
func text(ex *wire.Exchange) string {
	body, ok := ex.JSON()
	if !ok {
		return ex.Text()
	}
	var b strings.Builder
	for _, leaf := range compare.Leaves(body) {
		fmt.Fprintf(&b, "%s: %s\n", world.PropertyName(leaf.Pointer), request.Text(leaf.Value))
	}
	return b.String()
}

// shortestEcho is the length below which a sent text may stand in any error.
const shortestEcho = 4

// sent lists the texts of the request that an answer may repeat.
func sent(r *request.Request) []string {
	var all []string
	add := func(v string) {
		if len(v) >= shortestEcho {
			all = append(all, v)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Path)) {
		add(r.Path[name])
	}
	for _, values := range r.Query {
		for _, v := range values {
			add(v)
		}
	}
	for _, leaf := range compare.Leaves(r.Body) {
		add(request.Text(leaf.Value))
	}
	add(string(r.Raw))
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}
