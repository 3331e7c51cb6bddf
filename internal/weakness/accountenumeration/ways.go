package accountenumeration

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// login tries a wrong password. Who is nil where nobody can be signed up; then
// it is an account that was given to the scan.
func login(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) error {
	a := &asker{p: p, op: op, who: who, rounds: rounds}
	if who == nil {
		i := slices.IndexFunc(p.All(), p.HasLogin)
		if i < 0 {
			p.Untested(op, "no account whose password is known")
			return nil
		}
		a.who, a.rounds = p.All()[i], few
	}
	honest, err := p.LoginRequest(ctx, op, a.who)
	if err != nil {
		return err
	}
	in, err := p.Send(ctx, p.Anonymous(), honest)
	if err != nil {
		return err
	}
	if !p.LoggedIn(in) {
		p.Untested(op, "the honest login of %s answers %s", a.who, world.Status(in))
		return nil
	}
	a.names = names(honest, a.who)
	secrets := world.PasswordPlaces(honest)
	if len(a.names) == 0 || len(secrets) == 0 {
		p.Untested(op, "it takes no name and password in its body or query")
		return nil
	}
	a.known = honest
	for _, place := range secrets {
		v, _ := honest.Value(place)
		a.known = a.known.With(place, wrong(v))
	}
	known, unknown, err := a.ask(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(append(known.exchanges, unknown.exchanges...), p.LoggedIn) {
		p.Inconclusive(op, "a wrong password logs in")
		return nil
	}
	a.judge("a wrong password", known, unknown, in)
	return nil
}

// wrong is another password of the same form: one that is refused for its form
// is not looked at.
func wrong(right any) any {
	text := identity.Malformed(request.Text(right))
	if _, isText := right.(string); isText {
		return text
	}
	n, _ := strconv.Atoi(text)
	return n
}

// names are the places of a request that say whose account it is.
func names(r *request.Request, who *identity.Identity) []request.Place {
	account := who.Account()
	return slices.DeleteFunc(r.Places(), func(place request.Place) bool {
		v, _ := r.Value(place)
		text := request.Text(v)
		if text == "" || world.Password(r.Operation, place.Base()) {
			return true
		}
		name := place.Base()
		named := strings.Contains(text, "@") || lexicon.Email(name) || lexicon.Username(name) || lexicon.Phone(name) || lexicon.Account(name) ||
			strings.EqualFold(name, "login") || strings.EqualFold(name, "identifier") || strings.EqualFold(name, "name")
		for _, own := range account {
			if request.Text(own) == text {
				return !named
			}
		}
		return true
	})
}

// reservedDomains belong to nobody: RFC 2606.
var reservedDomains = regexp.MustCompile(`(?i)@([a-z0-9-]+\.)*(example\.(com|org|net)|example|test|invalid|localhost)$`)

// reset asks for a new password for the account of the scan's own.
func reset(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) error {
	r, err := p.Build(ctx, op, who)
	if err != nil {
		return err
	}
	account := who.Account()
	for _, place := range r.Places() {
		for k, own := range account {
			same := lexicon.Email(place.Base()) && lexicon.Email(k) || lexicon.Username(place.Base()) && lexicon.Username(k) || lexicon.Phone(place.Base()) && lexicon.Phone(k)
			if same {
				r = r.With(place, own)
			}
		}
	}
	a := &asker{p: p, op: op, who: who, known: r, names: names(r, who), rounds: rounds}
	if len(a.names) == 0 {
		p.Untested(op, "it takes neither the e-mail nor the name of an account in its body or query")
		return nil
	}
	for _, place := range a.names {
		if v, _ := r.Value(place); strings.Contains(request.Text(v), "@") && !reservedDomains.MatchString(request.Text(v)) {
			p.Untested(op, "it would send mails to a domain that may be somebody's")
			return nil
		}
	}
	known, unknown, err := a.ask(ctx)
	if err != nil {
		return err
	}
	if !world.Succeeded(known.last()) && known.last().Status == unknown.last().Status && (known.last().Status == 400 || known.last().Status == 422) {
		p.Inconclusive(op, "a call with what the scan knows is answered %s: nothing shows that the name was looked at", world.Status(known.last()))
		return nil
	}
	a.judge("a reset", known, unknown, nil)
	return nil
}

// signUp asks for a name that an account of the scan's own has. That it is
// taken must be said somewhere, so it is never more than a sign.
func signUp(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) error {
	made := madeBy(p, op, who)
	if made == nil {
		p.Untested(op, "no account of the scan's own was made with it")
		return nil
	}
	taken := names(made.Request, made.Owner)
	if len(taken) == 0 {
		p.Untested(op, "it takes no name that could be taken")
		return nil
	}
	if why := public(p, op, taken); why != "" {
		p.Clean(op, "who has an account is no secret: %s", why)
		return nil
	}
	same := func(r *request.Request) *request.Request {
		for _, place := range taken {
			v, _ := made.Request.Value(place)
			r = r.With(place, v)
		}
		return r
	}
	var refused []*wire.Exchange
	var last *request.Request
	for range few {
		_, r, ex, err := p.SignUpBy(ctx, op, "grace", same)
		var u *world.Unbuildable
		switch {
		case world.Stops(err):
			return err
		case err == nil || !errors.As(err, &u) || ex == nil || world.Succeeded(ex):
			p.Clean(op, "a name that is taken is answered as one that is free")
			return nil
		case ex.Status/100 == 3:
			p.Inconclusive(op, "a redirect says nothing of whether the name was free")
			return nil
		case ex.Status == 0 || ex.Status == 429 || ex.Status > 500:
			p.Untested(op, "limited: it answers %s", world.Status(ex))
			return nil
		}
		refused, last = append(refused, ex), r
	}
	p.Report(weakness.Found{
		Operation: op, Severity: finding.Low, Verdict: finding.Possible, Identity: p.Anonymous().Name,
		Summary:   fmt.Sprintf("Signing up with a name that is taken is answered %s, where a free one is answered %s: it tells who has an account.", world.Status(refused[0]), world.Status(made.Exchange)),
		Exchanges: []weakness.Shown{weakness.Show(refused[0], "a name that is taken"), weakness.Show(refused[1], "and again")},
		Control:   []weakness.Shown{weakness.Show(made.Exchange, "a name that is free")},
		Recipe:    append(p.SignedUp(made.Owner), p.Step(p.Anonymous(), last, "refused, because the name is taken", made)),
	})
	return nil
}

// madeBy is an account that the scan made with the operation, who's first.
func madeBy(p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) *world.Object {
	var found *world.Object
	for _, obj := range p.Created() {
		if obj.Resource != p.Outline.Accounts || obj.Request == nil || obj.Exchange == nil || obj.Request.Operation != op || !world.Succeeded(obj.Exchange) {
			continue
		}
		if found == nil || obj.Owner == who {
			found = obj
		}
	}
	return found
}
