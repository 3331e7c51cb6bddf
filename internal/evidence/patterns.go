package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// What looks like a secret wherever it stands.
var (
	jsonWebToken = regexp.MustCompile(`\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*`) // RFC 7519; five parts when encrypted
	privateKey   = regexp.MustCompile(`-----BEGIN ([A-Z ]*PRIVATE KEY(?: BLOCK)?)-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)

	// passwordHash: Werkzeug, Django, passlib, crypt(5).
	passwordHash = regexp.MustCompile(`\b(scrypt|pbkdf2(?:_sha\d+)?|bcrypt(?:_sha\d+)?|argon2)([:$])[\w:=,./+-]*\$[\w:=,$./+-]{4,}|` +
		`\$(2[abxy]?|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|[156]|y|7)\$[\w=,$./+-]{8,}`)

	authScheme = regexp.MustCompile(`(?i)\b(bearer|basic|token|apikey|digest)( |%20|\+)([\w.~+/=:-]{8,})`)
	userinfo   = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2})([^/\\\s"'<>?#]*)@`)
	// vendorKey: prefixes that their issuers chose so that they are found.
	vendorKey = regexp.MustCompile(`\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|[srp]k_(?:live|test)_\w{8,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{30,}|sk-[\w-]{20,})`)

	card = regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`)
)

// patterns looks first for what each pattern cannot do without: regular
// expressions are slow, and most texts hold no secret.
func (k *secrets) patterns(s string) string {
	if strings.Contains(s, "-----BEGIN ") {
		s = privateKey.ReplaceAllString(s, "-----BEGIN $1-----"+masked)
	}
	if strings.Contains(s, "eyJ") {
		s = jsonWebToken.ReplaceAllStringFunc(s, shapeOfJWT)
	}
	if strings.Contains(s, "$") {
		s = passwordHash.ReplaceAllStringFunc(s, shapeOfHash)
	}
	if strings.Contains(s, "@") {
		s = replaceGroup(userinfo, s, 2, k.userinfo)
	}
	if containsAny(strings.ToLower(s), "bearer", "basic", "token", "apikey", "digest") {
		s = replaceGroup(authScheme, s, 3, func(v string) string {
			if strings.ContainsAny(v, "0123456789") || len(v) >= 20 {
				return shape(v)
			}
			return v // prose: bearer authentication
		})
	}
	if containsAny(s, "AKIA", "ASIA", "gh", "glpat-", "k_live_", "k_test_", "xox", "AIza", "sk-") {
		s = vendorKey.ReplaceAllStringFunc(s, shape)
	}
	return cards(s)
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// replaceGroup replaces what group matched.
func replaceGroup(re *regexp.Regexp, s string, group int, by func(string) string) string {
	var b strings.Builder
	done := 0
	for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
		from, to := at[2*group], at[2*group+1]
		b.WriteString(s[done:from])
		b.WriteString(by(s[from:to]))
		done = to
	}
	return b.String() + s[done:]
}

// userinfo keeps placeholders: mongodb://…:$ALICE_PASSWORD@db.
func (k *secrets) userinfo(s string) string {
	user, password, ok := strings.Cut(s, ":")
	if ok {
		return k.shape(user) + ":" + k.shape(password)
	}
	return k.shape(user)
}

// shape is v without what is secret in it; placeholders stay.
func (k *secrets) shape(v string) string {
	if _, ours := k.shown.Load(v); ours {
		return v
	}
	if uri.MatchString(v) && strings.Count(v, "://") <= maxNested {
		// An address is what a probe of SSRF is about; its secrets are userinfo
		// and the parameters that are named like one.
		return k.url(v)
	}
	for _, known := range k.list {
		if before, after, ok := strings.Cut(v, known.shown); ok && known.shown != masked {
			return k.around(before) + known.shown + k.around(after)
		}
	}
	return shape(v)
}

// around is what stands beside a placeholder: a scheme and names of cookies
// are no secret.
func (k *secrets) around(v string) string {
	if len(v) <= longestShown || strings.HasPrefix(v, "Basic base64(") {
		return v
	}
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "bearer", "basic", "token", "digest", "apikey":
		return v
	}
	return k.shape(v)
}

// maxNested URLs, each a parameter of the one before, are looked into.
const maxNested = 4

var (
	uri = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)
	// ofRecipe is a placeholder of a [Step]: ${alice.password}.
	ofRecipe     = regexp.MustCompile(`^\$\{[\w.-]+\}$`)
	alreadyShape = regexp.MustCompile(`^[\w$:. -]{0,24}` + masked + `[\w:. -]{0,4}$`)
)

// shape shows what kind of secret v is, and at most four bytes of it.
func shape(v string) string {
	switch {
	case v == "" || alreadyShape.MatchString(v) || ofRecipe.MatchString(v):
		return v
	case jsonWebToken.MatchString(v) && strings.HasPrefix(v, "eyJ"):
		return shapeOfJWT(v)
	case passwordHash.MatchString(v):
		return shapeOfHash(passwordHash.FindString(v))
	case privateKey.MatchString(v):
		return privateKey.ReplaceAllString(v, "-----BEGIN $1-----"+masked)
	}
	if scheme := authScheme.FindStringSubmatch(v); scheme != nil && strings.HasPrefix(v, scheme[1]) {
		return scheme[1] + scheme[2] + shape(scheme[3])
	}
	if c := cards(v); c != v {
		return c
	}
	if begin := v[:min(len(v), longestShown)]; len(v) >= 16 && isWord(begin) {
		return begin + masked
	}
	return masked
}

func isWord(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// shapeOfJWT keeps the dots: an empty signature is worth seeing.
func shapeOfJWT(v string) string {
	parts := strings.Split(v, ".")
	for i, part := range parts {
		switch {
		case i == 0:
			parts[i] = "eyJ" + masked
		case part != "":
			parts[i] = masked
		}
	}
	return strings.Join(parts, ".")
}

func shapeOfHash(v string) string {
	m := passwordHash.FindStringSubmatch(v)
	if m[3] != "" {
		return "$" + m[3] + "$" + masked
	}
	return m[1] + m[2] + masked
}

// cards masks payment card numbers: 13 to 19 digits that pass the check of
// ISO/IEC 7812-1, annex B, and begin as a network's do. Times in
// milliseconds begin with 1 and pass by.
func cards(s string) string {
	var b strings.Builder
	done := 0
	for _, at := range card.FindAllStringIndex(s, -1) {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s[at[0]:at[1]])
		if digits[0] < '2' || digits[0] > '6' || !Luhn(digits) || at[0] > 1 && s[at[0]-1] == '.' && isDigit(s[at[0]-2]) {
			continue
		}
		b.WriteString(s[done:at[0]])
		b.WriteString(digits[:longestShown] + masked + digits[len(digits)-longestShown:])
		done = at[1]
	}
	return b.String() + s[done:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Luhn tells whether the digits pass the check of ISO/IEC 7812-1, annex B.
func Luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
