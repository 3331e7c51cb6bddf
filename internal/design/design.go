// Package design reads ashlar.yaml: what the owner of an API says of it, who
// may call it, and how hard it may be asked.
//
// The file is trusted less than the command line, because it travels with a
// repository: it starts no traffic by itself, reads only variables that begin
// with ASHLAR_, and only files below its own folder. The reader is strict. It
// refuses what it does not know, tells every mistake at once with line and
// column, and never repeats a value in an error, because values are secrets.
package design

import (
	"slices"
	"strings"
	"time"
)

// Modes in rising order of what they send.
var Modes = []string{"passive", "safe", "full"}

// Design is the whole of an ashlar.yaml. A zero field was not written.
type Design struct {
	Path string // the file that it was read from, as the user named it

	Target     string   // base URL without a trailing slash
	Contracts  []string // OpenAPI files, with the folder of Path in front
	Scope      []string // further hosts: "host", "host:port" or "https://host", lower case
	Identities []Identity

	SignUp *Flow  // how an account is made
	Login  *Login // how an account made by SignUp is logged in

	Mode        string  // one of Modes
	Rate        float64 // requests a second
	Concurrency int
	MaxRequests int
	Budget      time.Duration // of the whole scan
	Timeout     time.Duration // of one request
	Seed        *uint64

	Gate   *Gate   // what a build asks for; nil: nothing
	Intent *Intent // the design block; nil: nothing is said
}

// Identity is someone who calls, with exactly one credential. It prints
// without the credential.
type Identity struct {
	Name, Role, Tenant string

	Bearer  string
	APIKey  *APIKey
	Basic   *Basic
	Cookies map[string]string
	Headers map[string]string // names in canonical form
	Login   *Login
}

// APIKey is a key in a named place of every request.
type APIKey struct {
	In    string // header, query, cookie
	Name  string
	Value string
}

// Basic is RFC 7617.
type Basic struct{ User, Password string }

// Flow is a request that makes something: an account, a token.
//
// The texts of a sign-up and of the login that belongs to it can hold the
// placeholders {name}, {email} and {password}; see [Fill].
type Flow struct {
	Operation string            // "POST /auth/login", path below the target
	Body      any               // JSON: nil, bool, int64, uint64, float64, string, []any, map[string]any
	Form      map[string]string // instead of Body: application/x-www-form-urlencoded
}

// Login is a flow that answers a token, and how the token is sent from then on.
type Login struct {
	Flow
	Token Token // zero: whoever logs in looks for it
	Send  Send  // always filled in, unless Token is zero and nothing was written
}

// Token is where in the answer the token is; one field is set.
type Token struct {
	Body   string // dotted path or RFC 6901 pointer, see [Token.Keys]
	Header string
	Cookie string
}

// Send is how a token travels; one of Header, Cookie and Query is set.
type Send struct {
	Header string
	Prefix string // of Header; a space follows it unless it is empty
	Cookie string
	Query  string
}

// Keys splits the place in the body into property names and array indexes.
func (t Token) Keys() []string {
	if t.Body == "" {
		return nil
	}
	pointer, ok := strings.CutPrefix(t.Body, "/")
	if !ok {
		return strings.Split(t.Body, ".")
	}
	keys := strings.Split(pointer, "/")
	for i, k := range keys {
		keys[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(k)
	}
	return keys
}

// Value is what is sent for the token.
func (s Send) Value(token string) string {
	if s.Header == "" || s.Prefix == "" {
		return token
	}
	return s.Prefix + " " + token
}

// Fill returns a copy of a flow's body or form in which each {key} of values
// has been replaced inside texts.
func Fill(flow Flow, values map[string]string) Flow {
	pairs := make([]string, 0, 2*len(values))
	for k, v := range values {
		pairs = append(pairs, "{"+k+"}", v)
	}
	replacer := strings.NewReplacer(pairs...)
	flow.Body = fill(flow.Body, replacer)
	if flow.Form != nil {
		form := make(map[string]string, len(flow.Form))
		for k, v := range flow.Form {
			form[k] = replacer.Replace(v)
		}
		flow.Form = form
	}
	return flow
}

func fill(v any, replacer *strings.Replacer) any {
	switch v := v.(type) {
	case string:
		return replacer.Replace(v)
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = fill(e, replacer)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for k, e := range v {
			object[k] = fill(e, replacer)
		}
		return object
	}
	return v
}

// Identity returns the identity of that name, or nil.
func (d *Design) Identity(name string) *Identity {
	i := slices.IndexFunc(d.Identities, func(i Identity) bool { return i.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Identities[i]
}
