package evidence

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"
)

// FuzzMasker holds the promise that no registered secret longer than four
// bytes survives in any output, plain or encoded.
func FuzzMasker(f *testing.F) {
	f.Add(token, password, `{"token":"`, `"}`)
	f.Add(apiKey, "alice", "GET /?k=", " HTTP/1.1\r\n")
	f.Add("PASSWORD", "TOKEN", "", "")
	f.Add("………", "scrypt:", "password=", "&")
	f.Add("aaaaa", "aaaaaa", "aaa", "aa")
	f.Add("\\u0041\x00", "%41%42", "%", "\\")
	f.Add("\xff\xfe\xfd\xfc\xfb", "\xa9bcdef", "é", "\xc3")
	f.Add("4111111111111111", "1111…", "4111 1111 ", "")
	f.Add("base64(", "Basic ", "Authorization: Basic ", "")
	f.Fuzz(nothingSurvives)
}

// FuzzMaskerPieces holds the same promise for texts made of pieces that mean
// something to a masker, which random bytes seldom hit.
func FuzzMaskerPieces(f *testing.F) {
	pieces := []string{"a", "b", "4", "1", "%", "%41", "+", " ", "\\", "u0041", "n", "\"", "'", "&", "&amp;", "=", ":", "://", "@", "/", "?", "#",
		";", ".", ",", "{", "}", "[", "]", "$", "$ALICE_TOKEN", "ALICE", "_", "…", "password", "token=", "eyJ", "scrypt:", "$2b$12$", "Basic ",
		"Bearer ", "base64(", "4111111111111111", "-----BEGIN PRIVATE KEY-----", "é", "\xff", "\x00", "\n", "\x1b", "<", ">", "-", "aaaaa", "YWFhYWE"}
	read := func(b []byte) string {
		var s strings.Builder
		for _, c := range b {
			s.WriteString(pieces[int(c)%len(pieces)])
		}
		return s.String()
	}
	f.Add([]byte{52, 0, 0}, []byte{30}, []byte{34}, []byte{13})
	f.Add([]byte{2, 3, 2, 3, 2}, []byte{4, 5, 8}, []byte{39, 41}, []byte{8, 8})
	f.Fuzz(func(t *testing.T, one, two, before, after []byte) {
		// More pieces say nothing new, and take seconds.
		if len(one)+len(two)+len(before)+len(after) > 100 {
			return
		}
		nothingSurvives(t, read(one), read(two), read(before), read(after))
	})
}

func nothingSurvives(t *testing.T, one, two, before, after string) {
	m := NewMasker()
	m.Register("$ALICE_TOKEN", one)
	m.Register("$BOB_PASSWORD", two)
	for _, secret := range []string{one, two} {
		if len(secret) <= longestShown {
			continue
		}
		for name, encoded := range encodings(secret, before, after) {
			for how, out := range outputs(m, before+encoded+after) {
				for _, known := range []string{one, two, encoded} {
					if len(known) > longestShown && strings.Contains(out, known) {
						t.Errorf("%s of %q, %s between %q and %q: %q survives: %q", how, secret, name, before, after, known, out)
					}
				}
			}
		}
	}
}

func encodings(secret, before, after string) map[string]string {
	quoted, _ := json.Marshal(secret)
	j := string(quoted[1 : len(quoted)-1])
	all := map[string]string{
		"plain":          secret,
		"query":          url.QueryEscape(secret),
		"path":           url.PathEscape(secret),
		"HTML":           html.EscapeString(secret),
		"hex":            hex.EncodeToString([]byte(secret)),
		"base64":         base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 of more": base64.RawURLEncoding.EncodeToString([]byte(before + secret + after)),
	}
	// json.Marshal loses what is no UTF-8, and with it the secret.
	var back string
	if json.Unmarshal(quoted, &back) == nil && back == secret {
		all["JSON"] = j
	}
	return all
}

func outputs(m *Masker, s string) map[string]string {
	body, _ := m.Body("application/json", []byte(s))
	return map[string]string{
		"Text":          m.Text(s),
		"Body":          body,
		"URL":           m.URL(s),
		"Authorization": m.Header("Authorization", s),
		"Set-Cookie":    m.Header("Set-Cookie", s),
		"X-Api-Key":     m.Header("X-Api-Key", s),
		"Via":           m.Header("Via", s),
	}
}
