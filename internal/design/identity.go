package design

import (
	"net/http"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// identityName fits into a shell variable ($ALICE_TOKEN) and a placeholder
// (${alice.order.id}).
var identityName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,31}$`)

// reserved names mean someone or something else wherever identities are named.
var reserved = []string{"anonymous", "random"}

// folded is how names are compared: alice-b and Alice_B would share $ALICE_B_TOKEN.
func folded(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "_") }

func (r *reader) identities(n *yaml.Node) []Identity {
	var identities []Identity
	first := make(map[string]int)
	r.list(n, "identities", func(n *yaml.Node) {
		identity, name := r.identity(n)
		if name != nil && identity.Name != "" {
			if line := first[folded(identity.Name)]; line != 0 {
				r.at(name, "the name %q is taken in line %d (case, - and _ do not tell names apart): choose another", identity.Name, line)
			} else {
				first[folded(identity.Name)] = name.Line
			}
		}
		identities = append(identities, identity)
	})
	return identities
}

// credentialKeys of an identity, of which it has exactly one.
var credentialKeys = []string{"api_key", "basic", "bearer", "cookie", "headers", "login"}

// identity also returns the node of the name.
func (r *reader) identity(n *yaml.Node) (i Identity, name *yaml.Node) {
	keys := r.object(n, "an identity", fields{
		"name":    func(n *yaml.Node) { i.Name, name = r.name(n), n },
		"role":    func(n *yaml.Node) { i.Role = r.line(n, "role") },
		"tenant":  func(n *yaml.Node) { i.Tenant = r.line(n, "tenant") },
		"bearer":  func(n *yaml.Node) { i.Bearer = r.secret(n, "bearer") },
		"api_key": func(n *yaml.Node) { i.APIKey = r.apiKey(n) },
		"basic":   func(n *yaml.Node) { i.Basic = r.basic(n) },
		"cookie":  func(n *yaml.Node) { i.Cookies = r.cookies(n) },
		"headers": func(n *yaml.Node) { i.Headers = r.headers(n) },
		"login":   func(n *yaml.Node) { i.Login = r.login(n) },
	})
	if keys == nil {
		return i, nil
	}
	if keys["name"] == nil {
		r.at(n, "an identity needs a \"name\"")
	}
	var first string
	for _, key := range credentialKeys {
		switch {
		case keys[key] == nil:
		case first == "":
			first = key
		default:
			r.at(keys[key], "an identity has one credential, and this one has %q and %q: keep one, or make two identities", first, key)
		}
	}
	if first == "" {
		r.at(n, "an identity needs a credential: one of %s", strings.Join(credentialKeys, ", "))
	}
	return i, name
}

func (r *reader) name(n *yaml.Node) string {
	name := r.line(n, "name")
	if name == "" {
		return ""
	}
	if !identityName.MatchString(name) {
		r.at(n, "\"name\" must begin with a letter and go on with up to 31 letters, digits, - or _")
		return ""
	}
	for _, word := range reserved {
		if folded(name) == word {
			r.at(n, "the name %q is reserved: choose another", word)
			return ""
		}
	}
	return name
}

func (r *reader) apiKey(n *yaml.Node) *APIKey {
	var k APIKey
	keys := r.object(n, "\"api_key\"", fields{
		"in":    func(n *yaml.Node) { k.In = r.choice(n, "in", []string{"header", "query", "cookie"}) },
		"name":  func(n *yaml.Node) { k.Name = r.line(n, "name") },
		"value": func(n *yaml.Node) { k.Value = r.secret(n, "value") },
	})
	r.needs(n, keys, "\"api_key\"", "in", "name", "value")
	if k.Name == "" {
		return &k
	}
	switch k.In {
	case "header":
		k.Name = r.headerName(keys["name"], k.Name)
	case "cookie":
		r.cookieName(keys["name"], k.Name)
		r.cookieValue(keys["value"], k.Value)
	}
	return &k
}

func (r *reader) basic(n *yaml.Node) *Basic {
	var b Basic
	keys := r.object(n, "\"basic\"", fields{
		"user": func(n *yaml.Node) {
			b.User = r.line(n, "user")
			if strings.Contains(b.User, ":") {
				r.at(n, "\"user\" must not hold a colon (RFC 7617)")
			}
		},
		"password": func(n *yaml.Node) { b.Password = r.secret(n, "password") },
	})
	r.needs(n, keys, "\"basic\"", "user", "password")
	return &b
}

// needs tells the keys that a mapping lacks; keys is nil when it is no mapping.
func (r *reader) needs(n *yaml.Node, keys map[string]*yaml.Node, what string, names ...string) {
	if keys == nil {
		return
	}
	for _, name := range names {
		if keys[name] == nil {
			r.at(n, "%s needs %q", what, name)
		}
	}
}

// cookies reads "name: value" lines, or one text as in a Cookie header.
func (r *reader) cookies(n *yaml.Node) map[string]string {
	cookies := make(map[string]string)
	if n.Kind == yaml.ScalarNode {
		text := r.secret(n, "cookie")
		if text == "" {
			return cookies
		}
		parsed, err := http.ParseCookie(text)
		if err != nil {
			r.at(n, "\"cookie\" must look like name=value; other=value, or be a mapping")
			return cookies
		}
		for _, c := range parsed {
			if _, taken := cookies[c.Name]; taken {
				r.at(n, "\"cookie\" names a cookie twice: keep one")
			}
			if c.Value == "" {
				r.at(n, "\"cookie\" has a cookie without a value: write one, or remove it")
			}
			// Quotes are part of what the browser sends back.
			if c.Quoted {
				c.Value = `"` + c.Value + `"`
			}
			r.cookieValue(n, c.Value)
			cookies[c.Name] = c.Value
		}
		return cookies
	}
	r.open(n, "cookie", func(key *yaml.Node, value string) {
		if key.Value == "" {
			r.at(key, "a cookie needs a name")
		}
		r.cookieName(key, key.Value)
		r.cookieValue(key, value)
		cookies[key.Value] = value
	})
	return cookies
}

func (r *reader) headers(n *yaml.Node) map[string]string {
	headers := make(map[string]string)
	r.open(n, "headers", func(key *yaml.Node, value string) {
		name := r.headerName(key, key.Value)
		if _, taken := headers[name]; taken {
			r.at(key, "this header stands here twice, upper and lower case being the same: keep one")
		}
		if key.Value == "" {
			r.at(key, "a header needs a name")
		}
		headers[name] = value
	})
	return headers
}

// open reads a mapping with names of the user's own and secret values.
func (r *reader) open(n *yaml.Node, what string, each func(key *yaml.Node, value string)) {
	keys := r.pairs(n, "\""+what+"\"", func(key, value *yaml.Node) {
		// The name is not told: it may be a secret that lost its key.
		if value, ok := r.resolve(value, what); ok {
			if secret := r.secret(value, what); secret != "" {
				each(key, secret)
			}
		}
	})
	if keys != nil && len(keys) == 0 {
		r.at(n, "%q is empty: write \"name: value\" below it", what)
	}
}

// framing headers are the client's own business: HTTP breaks when they lie.
var framing = map[string]bool{"Host": true, "Content-Length": true, "Transfer-Encoding": true, "Connection": true, "Upgrade": true, "Te": true, "Trailer": true}

func (r *reader) headerName(n *yaml.Node, name string) string {
	if name == "" {
		return "" // told already
	}
	if !token(name) {
		r.at(n, "a header name holds letters, digits and - only")
		return ""
	}
	name = http.CanonicalHeaderKey(name)
	if framing[name] {
		r.at(n, "the header %s cannot be set: remove it", name)
		return ""
	}
	return name
}

func (r *reader) cookieName(n *yaml.Node, name string) {
	if name != "" && !token(name) {
		r.at(n, "a cookie name holds letters, digits, - and _ only")
	}
}

// cookieValue is cookie-octet of RFC 6265, 4.1.1, optionally in quotes.
func (r *reader) cookieValue(n *yaml.Node, value string) {
	if inner, ok := strings.CutPrefix(value, `"`); ok && strings.HasSuffix(inner, `"`) {
		value = strings.TrimSuffix(inner, `"`)
	}
	if strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`",;\`, c) }) {
		r.at(n, "a cookie value cannot hold spaces, quotes, commas, semicolons or backslashes: encode it")
	}
}

// token is RFC 9110, 5.6.2.
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", c))
	})
}
