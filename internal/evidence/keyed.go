package evidence

import (
	"regexp"
	"strings"
)

// What is named like a secret is one: "password": "…", token=…, <secret>…,
// X-Api-Key: …, in JSON, forms, headers, XML, Python and prose alike. One
// tolerant reader serves them all, since answers are often cut, broken, or
// one of these inside another.
var (
	secretName = regexp.MustCompile(`(?i)pass(?:word|wd|phrase|code)|pwd|secret|token|api[-_ ]?key|access[-_]?key|private[-_]?key|` +
		`authori[sz]ation|credential|connection[-_ ]?string|session[-_]?(?:id|key)|cookie|x-auth\b|` +
		`(?:reset|verification|one[-_]?time|recovery|mfa)[-_]?code|\b(?:sid|jwt|dsn|otp|pin|cvv2?|cvc2?)\b`)

	// restOfName is what may follow the telling part of a name: _hash, or
	// [$ne] in a form.
	restOfName = regexp.MustCompile(`^[\w-]*\]?(?:(?:\[|%5[Bb])[^\s=&"'\]]{0,40}?(?:\]|%5[Dd]))*`)

	// harmlessName is the end of names that tell about a secret, not the
	// secret: token_type, password_min_length.
	harmlessName = regexp.MustCompile(`(?i)(?:type|expir\w*|expires\w*|ttl|lifetime|required|length|count|max|min|policy)$`)

	// afterName leads from a name to its value: a colon or equals sign, the
	// end of an XML tag, value="…" of an HTML input, or the empty line in a
	// part of a form.
	afterName = regexp.MustCompile(`^(?:\\*["'` + "`" + `]|&quot;|&#34;|%22)?(?:` +
		`\s*(?:=>|[:=]|%3[Aa]|%3[Dd])[ \t\r\n]*|` +
		`>|` +
		`\s+value\s*=\s*)|` +
		`^"(?:;[^\r\n]*)?\r?\n(?:[^\r\n]+\r?\n){0,4}\r?\n`)

	openingQuote = regexp.MustCompile(`^[bBuUrR]?(\\*)(["'` + "`" + `])|^(?:&quot;|&#34;|%22)`)
	bareValue    = regexp.MustCompile("^(?:\\$\\{[\\w.-]+\\}|[^\\s,;&\"'`<>{}()|\\[\\]\\\\]+)")
	restOfLine   = regexp.MustCompile("^[^\\r\\n\"'`<>{}]+")
	wholeLine    = regexp.MustCompile(`(?i)cookie|authori[sz]ation`)
	harmless     = regexp.MustCompile(`^(?i:true|false|null|none|undefined|-?\d{1,4})$`)
)

func (k *secrets) keyed(s string) string {
	if !containsAny(strings.ToLower(s), "pass", "pwd", "secret", "token", "key", "auth", "cred", "conn", "sess", "cookie", "code", "sid", "jwt", "dsn", "otp", "pin", "cv") {
		return s
	}
	var b strings.Builder
	done := 0
	for _, at := range secretName.FindAllStringIndex(s, -1) {
		if at[0] < done || isPlaceholder(s[:at[0]]) {
			continue
		}
		nameEnd := at[1] + len(restOfName.FindString(near(s, at[1])))
		if harmlessName.MatchString(s[at[1]:nameEnd]) {
			continue
		}
		sep := afterName.FindString(near(s, nameEnd))
		if sep == "" {
			continue
		}
		from := nameEnd + len(sep)
		value, to := k.value(s, from, wholeLine.MatchString(s[at[0]:at[1]]))
		b.WriteString(s[done:from])
		b.WriteString(value)
		done = to
	}
	return b.String() + s[done:]
}

// isPlaceholder tells whether a name that follows is part of $ALICE_TOKEN.
func isPlaceholder(before string) bool {
	return strings.HasSuffix(strings.TrimRight(before, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), "$")
}

// near is as much of s from i on as a name and what leads to its value take.
func near(s string, i int) string { return s[i:min(len(s), i+512)] }

// value masks what begins at from, and returns it with its end.
func (k *secrets) value(s string, from int, line bool) (string, int) {
	rest := s[from:]
	if rest == "" {
		return "", from
	}
	if rest[0] == '{' || rest[0] == '[' {
		to := from + container(rest)
		return k.leaves(s[from:to]), to
	}
	if quote := openingQuote.FindStringSubmatch(near(s, from)); quote != nil {
		n := closing(rest[len(quote[0]):], quote)
		from := from + len(quote[0])
		return quote[0] + k.shape(s[from:from+n]), from + n
	}
	pattern := bareValue
	if line {
		pattern = restOfLine
	}
	bare := pattern.FindString(rest)
	if harmless.MatchString(bare) {
		return bare, from + len(bare)
	}
	return k.shape(bare), from + len(bare)
}

// closing is the length of what quote encloses; all of s when nothing closes
// it. In JSON that is a string in JSON, a quote of the outer string has one
// backslash more than it opened with, then three.
func closing(s string, quote []string) int {
	if quote[2] == "" { // &quot; or %22
		if i := strings.Index(s, quote[0]); i >= 0 {
			return i
		}
		return len(s)
	}
	level, slashes := len(quote[1]), 0
	for i := range len(s) {
		switch {
		case s[i] == '\\':
			slashes++
			continue
		case s[i] == quote[2][0] && slashes%(2*(level+1)) == level:
			return i - level
		}
		slashes = 0
	}
	return len(s)
}

// container is the length of the object or array that s begins with; all of
// s when it has no end.
func container(s string) int {
	depth, quoted := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '"' || c == '\'':
			quoted = c
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

var leaf = regexp.MustCompile(`"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s"'{}\[\],:]+`)

// leaves masks the values in an object or array below a secret's name:
// {"$ne": null} and other short ones, which are mostly our own, stay.
func (k *secrets) leaves(s string) string {
	var b strings.Builder
	done := 0
	for _, at := range leaf.FindAllStringIndex(s, -1) {
		isName := strings.HasPrefix(strings.TrimLeft(s[at[1]:], " \t\r\n"), ":")
		text := s[at[0]:at[1]]
		inner := strings.Trim(text, `"'`)
		if isName || len(inner) <= longestShown || harmless.MatchString(inner) {
			continue
		}
		b.WriteString(s[done:at[0]])
		b.WriteString(strings.Replace(text, inner, k.shape(inner), 1))
		done = at[1]
	}
	return b.String() + s[done:]
}
