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
	Path string `json:"-"` // the file that it was read from, as the user named it

	Target     string     `json:"target,omitempty" jsonschema:"base URL of the API; starts no traffic by itself"`                                                                // without a trailing slash
	Contracts  []string   `json:"contracts,omitempty" jsonschema:"OpenAPI files below the folder of this file, used when the command line names none and its folders hold none"` // OpenAPI files, with the folder of Path in front
	Scope      []string   `json:"scope,omitempty" jsonschema:"further hosts that requests may go to: cdn.example.com, 10.0.0.7:8080"`
	Identities []Identity `json:"identities,omitempty" jsonschema:"who calls; two of equal role are what most proofs need"`

	SignUp *Flow  `json:"sign_up,omitempty" jsonschema:"how an account is made; {name}, {email} and {password} stand for new values"`
	Login  *Login `json:"login,omitempty" jsonschema:"how an account that sign_up made is logged in"`

	Mode        string        `json:"mode,omitempty" jsonschema:"how far a scan may go"` // one of Modes
	Rate        float64       `json:"rate,omitempty" jsonschema:"requests a second"`
	Concurrency int           `json:"concurrency,omitempty" jsonschema:"requests at a time"`
	MaxRequests int           `json:"max_requests,omitempty" jsonschema:"requests of a whole scan"`
	Budget      time.Duration `json:"budget,omitempty" jsonschema:"time of a whole scan, as in 5m"`
	Timeout     time.Duration `json:"timeout,omitempty" jsonschema:"time of one request, as in 10s"`
	Seed        *uint64       `json:"seed,omitempty" jsonschema:"of what is made up, so that two scans make up the same"`

	Gate   *Gate   `json:"gate,omitempty" jsonschema:"what a build asks of a scan"`
	Intent *Intent `json:"design,omitempty" jsonschema:"what should hold: whose objects are, what of them may be seen and set, who may call what"` // the design block; nil: nothing is said
}

// Identity is someone who calls, with exactly one credential. It prints
// without the credential.
type Identity struct {
	Name   string `json:"name" jsonschema:"how reports call them; letters, digits, - and _"`
	Role   string `json:"role,omitempty" jsonschema:"identities of equal roles are tested against each other"`
	Tenant string `json:"tenant,omitempty" jsonschema:"nothing is shared between tenants"`

	Bearer  string            `json:"bearer,omitempty" jsonschema:"a token, as in ${ASHLAR_ALICE_TOKEN}"`
	APIKey  *APIKey           `json:"api_key,omitempty" jsonschema:"a key in a named place of every request"`
	Basic   *Basic            `json:"basic,omitempty" jsonschema:"user and password of RFC 7617"`
	Cookies map[string]string `json:"cookie,omitempty" jsonschema:"cookies in one text, name=value; other=value, or as a mapping"`
	Headers map[string]string `json:"headers,omitempty" jsonschema:"headers that say who calls"` // names in canonical form
	Login   *Login            `json:"login,omitempty" jsonschema:"a request that answers a token"`
}

// APIKey is a key in a named place of every request.
type APIKey struct {
	In    string `json:"in" jsonschema:"where it is sent"` // header, query, cookie
	Name  string `json:"name" jsonschema:"of the header, parameter or cookie"`
	Value string `json:"value" jsonschema:"the key"`
}

// Basic is RFC 7617.
type Basic struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

// Flow is a request that makes something: an account, a token.
//
// The texts of a sign-up and of the login that belongs to it can hold the
// placeholders {name}, {email} and {password}; see [Fill].
type Flow struct {
	Operation string            `json:"operation" jsonschema:"method and path below the target: POST /auth/login"` // "POST /auth/login", path below the target
	Body      any               `json:"body,omitempty" jsonschema:"sent as JSON"`                                  // JSON: nil, bool, int64, uint64, float64, string, []any, map[string]any
	Form      map[string]string `json:"form,omitempty" jsonschema:"sent as a form instead of body"`                // instead of Body: application/x-www-form-urlencoded
}

// Login is a flow that answers a token, and how the token is sent from then on.
type Login struct {
	Flow
	Token Token `json:"token,omitempty" jsonschema:"where the token is in the answer; without it, it is looked for"`          // zero: whoever logs in looks for it
	Send  Send  `json:"send,omitempty" jsonschema:"how the token is sent from then on; Authorization: Bearer is the default"` // always filled in, unless Token is zero and nothing was written
}

// Token is where in the answer the token is; one field is set.
type Token struct {
	Body   string `json:"body,omitempty" jsonschema:"a path or RFC 6901 pointer: access_token, data.token, /data/token"` // dotted path or RFC 6901 pointer, see [Token.Keys]
	Header string `json:"header,omitempty" jsonschema:"name of a header"`
	Cookie string `json:"cookie,omitempty" jsonschema:"name of a cookie"`
}

// Send is how a token travels; one of Header, Cookie and Query is set.
type Send struct {
	Header string `json:"header,omitempty" jsonschema:"name of the header"`
	Prefix string `json:"prefix,omitempty" jsonschema:"before the token in the header"` // of Header; a space follows it unless it is empty
	Cookie string `json:"cookie,omitempty" jsonschema:"name of the cookie"`
	Query  string `json:"query,omitempty" jsonschema:"name of the parameter"`
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
