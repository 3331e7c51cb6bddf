package evidence

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

func (k *secrets) header(name, value string) string {
	name = strings.ToLower(name)
	if name == "authorization" || name == "proxy-authorization" {
		return k.authorization(value)
	}
	value = k.registered(value)
	switch name {
	case "cookie":
		return k.cookies(value, len(value))
	case "set-cookie":
		// Attributes are evidence: HttpOnly, SameSite.
		end := strings.IndexByte(value, ';')
		if end < 0 {
			end = len(value)
		}
		return k.cookies(value, end) + value[end:]
	case "location", "content-location", "referer", "origin":
		return k.url(value)
	}
	// Access-Control-Allow-Credentials holds none.
	if isSecretName(name) && !strings.HasPrefix(name, "access-control-") && !harmless.MatchString(value) {
		return k.shape(value)
	}
	return k.patterns(k.keyed(value))
}

// authorization keeps the scheme.
func (k *secrets) authorization(value string) string {
	scheme, rest, ok := strings.Cut(value, " ")
	if !ok {
		return k.shape(k.registered(value))
	}
	isRegistered := slices.ContainsFunc(k.list, func(s secret) bool { return s.value == rest })
	if strings.EqualFold(scheme, "Basic") && !isRegistered {
		if plain, ok := k.basic(rest); ok {
			return scheme + " " + plain
		}
	}
	return scheme + " " + k.shape(k.registered(rest))
}

// basic makes the credentials of that scheme readable:
// base64(alice:$ALICE_PASSWORD). [Curl] makes -u of it.
func (k *secrets) basic(credentials string) (string, bool) {
	plain, err := base64.StdEncoding.DecodeString(credentials)
	if err != nil {
		return "", false
	}
	user, password, ok := strings.Cut(string(plain), ":")
	if !ok {
		return "", false
	}
	return "base64(" + k.registered(user) + ":" + k.shape(k.registered(password)) + ")", true
}

// cookies masks the values of name=value pairs in s[:end].
func (k *secrets) cookies(s string, end int) string {
	pairs := strings.Split(s[:end], ";")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			pairs[i] = k.shape(pair)
			continue
		}
		pairs[i] = name + "=" + k.shape(value)
	}
	return strings.Join(pairs, ";")
}

// url masks a URL from which registered secrets are gone.
func (k *secrets) url(s string) string {
	s, fragment, hasFragment := strings.Cut(s, "#")
	path, query, hasQuery := strings.Cut(s, "?")
	s = k.patterns(k.keyed(path))
	if hasQuery {
		s += "?" + k.query(query)
	}
	if hasFragment {
		s += "#" + k.query(fragment)
	}
	return s
}

func (k *secrets) query(s string) string {
	pairs := strings.Split(s, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		plainName, err := url.QueryUnescape(name)
		if err != nil {
			plainName = name
		}
		plain, err := url.QueryUnescape(value)
		if err != nil {
			plain = value
		}
		var safe string
		if isSecretName(plainName) {
			safe = k.shape(plain)
		} else {
			safe = k.patterns(k.keyed(plain))
		}
		if safe != plain {
			pairs[i] = name + "=" + readable.Replace(url.QueryEscape(safe))
		}
	}
	return strings.Join(pairs, "&")
}

// readable leaves masks and placeholders as they are in a query.
var readable = strings.NewReplacer("%24", "$", url.QueryEscape(masked), masked)

func isSecretName(name string) bool {
	at := secretName.FindStringIndex(name)
	return at != nil && !harmlessName.MatchString(name[at[1]:])
}
