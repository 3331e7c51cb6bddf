package weaktoken

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/identity"
)

// forgery is a token that the API did not issue.
type forgery struct {
	rank    int
	how     string // without a signature: as in "a token of alice …"
	field   string // what of the token decides
	control string // what is refused
	make    func(carrier) string
}

const refusesRandom = "with a random signature it is refused"

// unverified is tried first: who takes it takes all others.
var unverified = forgery{0, "signed with a random key", "signature", "what is no token at all is refused", func(c carrier) string { return c.form.resigned(c.token) }}

// form is a kind of signed token.
type form interface {
	// resigned is the token under a random key.
	resigned(token string) string
	// forgeries are the tokens to try. Keys are public ones of the server.
	forgeries(token string, keys []string) []forgery
}

// carrier is the part of a credential that is a signed token.
type carrier struct {
	credential identity.Credential
	token      string
	form       form // nil: there is none
}

func (c carrier) forgeries(keys []string) []forgery { return c.form.forgeries(c.token, keys) }

func (c carrier) replaced(token string) identity.Credential {
	c.credential.Secret = c.token
	return c.credential.Replaced(token)
}

// carried finds the signed token of a credential: the secret itself, or one
// of several cookies.
func carried(c identity.Credential) carrier {
	candidates := []string{c.Secret}
	for _, name := range slices.Sorted(maps.Keys(c.Cookie)) {
		candidates = append(candidates, c.Cookie[name])
	}
	for _, token := range candidates {
		switch {
		case identity.Claims(token) != nil:
			return carrier{c, token, webToken{}}
		case session.MatchString(token):
			return carrier{c, token, flaskSession{}}
		}
	}
	return carrier{credential: c}
}

//go:embed secrets.txt
var listed string

// secrets are words that keys are often made of: from tutorials, READMEs and
// the documentation of frameworks. A line that begins with a # is a comment.
func secrets() []string {
	all := []string{""}
	for line := range strings.Lines(listed) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, "# ") {
			all = append(all, line)
		}
	}
	return all
}

// hint tells of a listed secret without giving it away.
func hint(secret string) string {
	if secret == "" {
		return "the empty text"
	}
	return fmt.Sprintf("%c…, %d characters", []rune(secret)[0], len(secret))
}

var encoding = base64.RawURLEncoding

func sum(h func() hash.Hash, key, text string) string {
	mac := hmac.New(h, []byte(key))
	mac.Write([]byte(text))
	return encoding.EncodeToString(mac.Sum(nil))
}

// webToken is a JSON Web Token (RFC 7519).
type webToken struct{}

var hashes = map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}

func (webToken) resigned(token string) string { return identity.Resigned(token) }

func (webToken) forgeries(token string, keys []string) []forgery {
	all := []forgery{
		{1, "with the algorithm none and no signature", "alg", refusesRandom, func(c carrier) string { return withAlgorithm(c.token, "none") + "." }},
		{1, "with the algorithm NONE and no signature", "alg", refusesRandom, func(c carrier) string { return withAlgorithm(c.token, "NONE") + "." }},
		{2, "without its signature", "signature", refusesRandom, func(c carrier) string { return c.token[:strings.LastIndexByte(c.token, '.')+1] }},
	}
	head, signature, _ := cutLast(token)
	h := hashes[algorithm(token)]
	for _, secret := range secrets() {
		if h != nil && sum(h, secret, head) == signature {
			all = append(all, forgery{3, "that the scan signed with a listed secret (" + hint(secret) + ")", "secret", refusesRandom, func(c carrier) string { return rewritten(c.token, h, secret) }})
			break
		}
	}
	if h == nil {
		for _, key := range keys {
			all = append(all, forgery{4, "that the scan signed with the server's public key as if it were a secret", "alg", refusesRandom, func(c carrier) string {
				text := withAlgorithm(c.token, "HS256")
				return text + "." + sum(sha256.New, key, text)
			}})
		}
	}
	return all
}

func cutLast(token string) (head, signature string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return "", "", false
	}
	return token[:i], token[i+1:], true
}

func header(token string) map[string]any {
	first, _, _ := strings.Cut(token, ".")
	raw, err := encoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil {
		return nil
	}
	var h map[string]any
	_ = json.Unmarshal(raw, &h) // nil where it is none
	return h
}

func algorithm(token string) string {
	alg, _ := header(token)["alg"].(string)
	return alg
}

// withAlgorithm is the header with another algorithm, and the payload.
func withAlgorithm(token, alg string) string {
	h := header(token)
	if h == nil {
		h = map[string]any{"typ": "JWT"}
	}
	h["alg"] = alg
	raw, _ := json.Marshal(h) // texts alone: never fails
	return encoding.EncodeToString(raw) + "." + strings.Split(token, ".")[1]
}

// rewritten is the token with a claim more, so that it is not the one that was
// issued, under the secret.
func rewritten(token string, h func() hash.Hash, secret string) string {
	parts := strings.Split(token, ".")
	raw, err := encoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || !strings.HasPrefix(string(raw), "{") {
		return token
	}
	claims := `{"forged":true}`
	if rest := strings.TrimSpace(string(raw[1:])); rest != "}" {
		claims = `{"forged":true,` + rest // the others as they are, large numbers too
	}
	text := parts[0] + "." + encoding.EncodeToString([]byte(claims))
	return text + "." + sum(h, secret, text)
}

// flaskSession is the cookie of Flask: payload, time and signature, as
// itsdangerous signs them with SHA-1 and a key derived from SECRET_KEY.
type flaskSession struct{}

var session = regexp.MustCompile(`^\.?[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{27}$`)

// sessionSalt is flask.sessions.SecureCookieSessionInterface.salt.
const sessionSalt = "cookie-session"

func (flaskSession) sign(secret, text string) string {
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(sessionSalt))
	return sum(sha1.New, string(mac.Sum(nil)), text)
}

func (s flaskSession) resigned(token string) string {
	text, _, _ := cutLast(token)
	return text + "." + s.sign(rand.Text(), text)
}

func (s flaskSession) forgeries(token string, _ []string) []forgery {
	text, signature, _ := cutLast(token)
	for _, secret := range secrets() {
		if s.sign(secret, text) == signature {
			return []forgery{{3, "that the scan signed with a listed secret (" + hint(secret) + ")", "secret", refusesRandom, func(c carrier) string { return s.rewritten(c.token, secret) }}}
		}
	}
	return nil
}

// rewritten is the session as if it had been signed a second earlier.
func (s flaskSession) rewritten(token, secret string) string {
	text, _, _ := cutLast(token)
	payload, stamp, _ := cutLast(text)
	raw, err := encoding.DecodeString(stamp)
	if err != nil || len(raw) > 8 {
		return token
	}
	at := make([]byte, 8)
	copy(at[8-len(raw):], raw)
	binary.BigEndian.PutUint64(at, binary.BigEndian.Uint64(at)-1)
	text = payload + "." + encoding.EncodeToString(at[8-len(raw):])
	return text + "." + s.sign(secret, text)
}
