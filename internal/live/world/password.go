package world

import (
	"context"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Password tells whether the property that an operation takes to sign up or
// log in is a password: by its name, by its format, or as a secret or PIN
// where the operation takes no other.
func Password(op *api.Operation, name string) bool {
	if lexicon.Password(name) {
		return true
	}
	content := bodyContent(op)
	if content != nil {
		if s := content.Schema.Property(name); s != nil && s.Format == "password" {
			return true
		}
	}
	if !passwordWord(name) {
		return false
	}
	return content == nil || content.Schema == nil || !slices.ContainsFunc(content.Schema.Properties, func(p *api.Property) bool {
		return lexicon.Password(p.Name) || p.Schema != nil && p.Schema.Format == "password"
	})
}

// passwordWord tells whether the name is what some call a password. A key of
// a program and a code that is sent by mail are none.
func passwordWord(name string) bool {
	words := lexicon.Words(name)
	if len(words) == 0 || lexicon.APIKey(name) {
		return false
	}
	switch words[len(words)-1] {
	case "secret", "pin", "passkey":
		return true
	}
	switch strings.Join(words, " ") {
	case "pin code", "secret word", "secret code", "pass phrase", "pass word":
		return true
	}
	return false
}

// Passwords lists what who signed up and logs in with, as far as it is known.
func (w *World) Passwords(who *identity.Identity) []string {
	var all []string
	add := func(name string, v any, known bool) {
		if text := request.Text(v); known && text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	account := who.Account()
	for _, name := range sortedKeys(account) {
		add(name, account[name], lexicon.Password(name))
	}
	var requests []*request.Request
	w.mu.Lock()
	if flow := w.flows[who]; flow != nil {
		requests = append(requests, flow.request)
	}
	for _, obj := range w.created {
		if obj.account && obj.Owner == who && obj.Request != nil {
			requests = append(requests, obj.Request)
		}
	}
	w.mu.Unlock()
	for _, r := range requests {
		for _, place := range PasswordPlaces(r) {
			v, _ := r.Value(place)
			add(place.Base(), v, true)
		}
	}
	return all
}

// PasswordPlaces lists where a request to sign up or log in has passwords.
func PasswordPlaces(r *request.Request) []request.Place {
	return slices.DeleteFunc(r.Places(), func(p request.Place) bool { return !Password(r.Operation, p.Base()) })
}

// samePassword tells whether an account's property is the password that a
// login asks for under another name.
func samePassword(op *api.Operation, asked, known string) bool {
	return Password(op, asked) && (lexicon.Password(known) || passwordWord(known))
}

// maxPasswords bounds how many passwords an account may have got of the scan:
// each is a login.
const maxPasswords = 3

// notePassword remembers the password that an accepted change may have given
// to an account of the scan's own, so that it can log in again afterwards.
func (w *World) notePassword(name string, r *request.Request, ex *wire.Exchange) {
	switch p := w.Outline.Purpose(r.Operation); {
	case r.Operation.Reads(), p == outline.Login, p == outline.SignUp, p == outline.Create, !Succeeded(ex):
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	who := w.changes(name, r)
	flow := w.flows[who]
	if flow == nil {
		return
	}
	for _, place := range PasswordPlaces(r) {
		v, _ := r.Value(place)
		text := request.Text(v)
		if text == "" || slices.Contains(flow.others, text) {
			continue
		}
		w.Masker.Register("$"+strings.ToUpper(who.Name)+"_PASSWORD", text)
		flow.others = append(flow.others, text)
		flow.others = flow.others[max(0, len(flow.others)-maxPasswords):]
	}
}

// changes is whose account the request is about: the one that its path names,
// else the caller's.
func (w *World) changes(name string, r *request.Request) *identity.Identity {
	for _, slot := range w.Outline.Slots(r.Operation) {
		if slot.In != "path" || slot.Resource != w.Outline.Accounts {
			continue
		}
		for who := range w.flows {
			if v, ok := pick(who.Account(), slot.Name, w.Outline.Accounts.Name); ok && request.Text(v) == r.Path[slot.Name] {
				return who
			}
		}
		return nil
	}
	return w.identity(name)
}

// enterWithAnother logs in with the passwords that the account may have got
// meanwhile, the latest first. Nil: none is right.
func (w *World) enterWithAnother(ctx context.Context, who *identity.Identity, flow *loginFlow) (*wire.Exchange, error) {
	w.mu.Lock()
	others := slices.Clone(flow.others)
	w.mu.Unlock()
	for _, password := range slices.Backward(others) {
		r := w.loginOf(flow)
		for _, place := range PasswordPlaces(r) {
			r = r.With(place, password)
		}
		ex, err := w.SendWith(ctx, who.Name, identity.Credential{}, r)
		if err != nil {
			return nil, err
		}
		if w.LoggedIn(ex) {
			w.worked(flow, r)
			return ex, nil
		}
	}
	return nil, nil
}
