package world

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
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
