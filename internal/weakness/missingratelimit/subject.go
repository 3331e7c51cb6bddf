package missingratelimit

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// throwaway signs somebody up whose login can be hurt; nil where that cannot
// be done or the operation does not log such an account in.
func throwaway(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*subject, error) {
	who, err := p.SignUp(ctx, "dave")
	if err != nil {
		if world.Stops(err) {
			return nil, err
		}
		return nil, nil
	}
	honest, err := p.LoginRequest(ctx, op, who)
	if err != nil {
		return nil, keep(err)
	}
	ex, err := p.Send(ctx, p.Anonymous(), honest)
	if err != nil {
		return nil, err
	}
	if !p.LoggedIn(ex) {
		return nil, nil
	}
	return &subject{who, honest}, nil
}

// nobody is a login with a name that nobody has: accounts that were given to
// the scan must not be locked.
func nobody(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*subject, error) {
	for _, who := range p.Low() {
		if !p.HasLogin(who) {
			continue
		}
		if r, err := p.LoginRequest(ctx, op, who); err == nil && r.Operation == op {
			return &subject{honest: unnamed(p, r)}, nil
		}
	}
	r, err := p.Build(ctx, op, p.Anonymous())
	if err != nil {
		return nil, err
	}
	return &subject{honest: unnamed(p, r)}, nil
}

// unnamed puts random text in place of names and e-mails.
func unnamed(p *weakness.LivePass, r *request.Request) *request.Request {
	for _, place := range r.Places() {
		v, _ := r.Value(place)
		text, isText := v.(string)
		if !isText || world.Password(r.Operation, place.Base()) || len(text) < 3 {
			continue
		}
		switch name := place.Base(); {
		case strings.Contains(text, "@") || lexicon.Email(name):
			domain := "example.com"
			if _, after, ok := strings.Cut(text, "@"); ok {
				domain = after
			}
			r = r.With(place, p.Random()+"@"+domain)
		case lexicon.Username(name) || lexicon.Account(name) || strings.EqualFold(name, "login") || strings.EqualFold(name, "identifier"):
			r = r.With(place, p.Random())
		}
	}
	return r
}

// guess puts a wrong password of the usual strength in the request.
func guess(p *weakness.LivePass, r *request.Request) (*request.Request, bool) {
	found := false
	for _, place := range world.PasswordPlaces(r) {
		right, _ := r.Value(place)
		r, found = r.With(place, wrong(p, right)), true
	}
	return r, found
}

// wrong is a password of the usual strength; for a PIN another PIN, as one of
// another form might be refused before it is looked at.
func wrong(p *weakness.LivePass, right any) any {
	text := request.Text(right)
	if !pin.MatchString(text) {
		return "Wrong-1-" + p.Random()
	}
	other := strings.Map(func(digit rune) rune {
		if digit == '0' {
			return digit
		}
		return '1' + (digit-'1'+4)%9 // no zero in front, where it would be lost
	}, text)
	if _, isText := right.(string); isText {
		return other
	}
	n, _ := strconv.Atoi(other)
	return n
}

var pin = regexp.MustCompile(`^[0-9]*[1-9][0-9]*$`)
