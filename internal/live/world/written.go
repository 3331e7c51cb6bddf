package world

import (
	"context"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

// signUpAsWritten makes an account with the flow of the design, in which
// {name}, {email} and {password} stand for new values, and logs it in.
func (w *World) signUpAsWritten(ctx context.Context, name string, f design.Flow) (*identity.Identity, error) {
	login := AccountPrefix + w.Random()[:8]
	values := map[string]string{"name": login, "email": login + "@example.com", "password": newPassword()}
	r := w.flowOf(&design.Login{}, design.Fill(f, values)).request
	w.Masker.Register("$"+strings.ToUpper(name)+"_PASSWORD", values["password"])
	ex, err := w.Send(ctx, w.anonymous, r)
	if err != nil {
		return nil, err
	}
	if !w.LoggedIn(ex) && !Succeeded(ex) {
		return nil, &Unbuildable{r.Operation, "anonymous", "answers " + Status(ex) + " to the sign-up of ashlar.yaml", ex}
	}
	who := identity.New(name, "", "", identity.SignedUp, identity.Credential{})
	w.Adopt(who, r, ex)
	who.Learn(map[string]any{"name": values["name"], "email": values["email"], "password": values["password"]})
	return who, w.LogIn(ctx, who)
}

// logInAsWritten logs in with the flow of the design, in which {email} and
// the like stand for what is known of the account.
func (w *World) logInAsWritten(ctx context.Context, who *identity.Identity, l *design.Login) error {
	values := map[string]string{}
	for name, v := range who.Account() {
		values[name] = request.Text(v)
	}
	flow := w.flowOf(l, design.Fill(l.Flow, values))
	if err := w.login(ctx, who, flow); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flows[who] = flow
	return nil
}
