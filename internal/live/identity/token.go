package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Bearer is a token in the Authorization header (RFC 6750).
func Bearer(token string) Credential {
	return Credential{Header: http.Header{"Authorization": {"Bearer " + token}}, Secret: token}
}

// Basic is a user name and password (RFC 7617).
func Basic(user, password string) Credential {
	secret := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	return Credential{Header: http.Header{"Authorization": {"Basic " + secret}}, Secret: secret}
}

// InHeader is a secret in a header of its own, after a prefix such as "Token ".
func InHeader(name, prefix, secret string) Credential {
	return Credential{Header: http.Header{http.CanonicalHeaderKey(name): {prefix + secret}}, Secret: secret}
}

// InQuery is a secret in the query.
func InQuery(name, secret string) Credential {
	return Credential{Query: url.Values{name: {secret}}, Secret: secret}
}

// InCookie is a secret in a cookie.
func InCookie(name, secret string) Credential {
	return Credential{Cookie: map[string]string{name: secret}, Secret: secret}
}

// Claims decodes the payload of a JWT (RFC 7519) without verifying it; nil
// if the token is not one.
func Claims(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	var claims map[string]any
	if json.Unmarshal(raw, &claims) != nil {
		return nil
	}
	return claims
}

// Expires is the exp claim of a JWT; zero if there is none.
func Expires(token string) time.Time {
	if exp, ok := Claims(token)["exp"].(float64); ok {
		return time.Unix(int64(exp), 0)
	}
	return time.Time{}
}

// Malformed returns a secret of the same length and alphabet class that
// nobody issued: an API that looks at the credential refuses it.
func Malformed(secret string) string {
	b := []byte(secret)
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0' + (c-'0'+5)%10
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + (c-'a'+13)%26
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + (c-'A'+13)%26
		}
	}
	return string(b)
}

// Resigned returns a JWT with the same header and claims, signed with a
// random key; "" if the token is no JWT. An API that verifies refuses it.
func Resigned(token string) string {
	if Claims(token) == nil {
		return ""
	}
	parts := strings.Split(token, ".")
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(parts[0] + "." + parts[1]))
	return parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
