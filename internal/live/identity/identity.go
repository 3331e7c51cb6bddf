// Package identity holds those who call an API: their credentials, what is
// known of their accounts, and whether their credential works.
package identity

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// AnonymousName is the name of the identity without a credential.
const AnonymousName = "anonymous"

// Origin tells where an identity comes from.
type Origin string

const (
	Configured Origin = "configured" // ashlar.yaml or --auth
	SignedUp   Origin = "signed up"  // by the scan, so it may be changed at will
	Nobody     Origin = "anonymous"
)

// Identity is someone who calls. It is safe for use by several goroutines.
type Identity struct {
	Name   string
	Role   string // empty: ordinary, as far as known
	Tenant string
	Origin Origin

	mu         sync.Mutex
	credential Credential
	account    map[string]any
	alive      bool
	reason     string
}

// New returns an identity that was not proven yet.
func New(name, role, tenant string, origin Origin, c Credential) *Identity {
	return &Identity{Name: name, Role: role, Tenant: tenant, Origin: origin, credential: c, account: map[string]any{}}
}

// Anonymous returns the identity without a credential; it is always alive.
func Anonymous() *Identity {
	i := New(AnonymousName, "", "", Nobody, Credential{})
	i.SetAlive(true, "sends no credential")
	return i
}

func (i *Identity) String() string { return i.Name }

// IsAnonymous tells whether the identity has no credential on purpose.
func (i *Identity) IsAnonymous() bool { return i.Origin == Nobody }

// Credential returns the current one.
func (i *Identity) Credential() Credential {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.credential
}

// SetCredential replaces it, as a new login does.
func (i *Identity) SetCredential(c Credential) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.credential = c
}

// Learn adds what an answer told about the identity's own account. What is
// known already is kept.
func (i *Identity) Learn(values map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for k, v := range values {
		if _, known := i.account[k]; !known {
			i.account[k] = v
		}
	}
}

// Account returns what is known of the own account, by property name.
func (i *Identity) Account() map[string]any {
	i.mu.Lock()
	defer i.mu.Unlock()
	return maps.Clone(i.account)
}

// SetAlive records whether the credential was proven to work and to matter.
func (i *Identity) SetAlive(alive bool, reason string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.alive, i.reason = alive, reason
}

// Alive tells whether the credential was proven to work and to matter, and
// how, or why not.
func (i *Identity) Alive() (bool, string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.alive, i.reason
}

// Credential is what a request carries to say who calls. The zero value
// carries nothing.
type Credential struct {
	Header http.Header
	Query  url.Values
	Cookie map[string]string
	// Secret is the part that must never be shown, and that is altered to see
	// whether the API looks at it: the token or password.
	Secret string
}

// Empty tells whether it carries nothing.
func (c Credential) Empty() bool {
	return len(c.Header) == 0 && len(c.Query) == 0 && len(c.Cookie) == 0
}

// Apply adds the credential to a request. What the request already carries
// at the same place is kept.
func (c Credential) Apply(r *wire.Request) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	for k, values := range c.Header {
		if r.Header.Get(k) == "" {
			r.Header[http.CanonicalHeaderKey(k)] = values
		}
	}
	if len(c.Query) > 0 {
		sep := "?"
		if strings.Contains(r.URL, "?") {
			sep = "&"
		}
		r.URL += sep + c.Query.Encode()
	}
	if len(c.Cookie) > 0 {
		carried := r.Header.Get("Cookie")
		for name, value := range c.Cookie {
			if strings.Contains(carried, name+"=") {
				continue
			}
			if carried != "" {
				carried += "; "
			}
			carried += name + "=" + value
		}
		r.Header.Set("Cookie", carried)
	}
}

// Replaced returns the credential with another secret in its place.
func (c Credential) Replaced(secret string) Credential {
	if c.Secret == "" {
		return c
	}
	swap := func(v string) string { return strings.ReplaceAll(v, c.Secret, secret) }
	out := Credential{Header: http.Header{}, Query: url.Values{}, Cookie: map[string]string{}, Secret: secret}
	for k, values := range c.Header {
		for _, v := range values {
			out.Header.Add(k, swap(v))
		}
	}
	for k, values := range c.Query {
		for _, v := range values {
			out.Query.Add(k, swap(v))
		}
	}
	for k, v := range c.Cookie {
		out.Cookie[k] = swap(v)
	}
	return out
}
