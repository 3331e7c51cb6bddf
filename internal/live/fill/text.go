package fill

import (
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// A canary has this length; a shorter text cannot hold one.
const canaryLength = 16

// strong has what password rules ask for: 14 long; upper, lower, digit,
// symbol; no name, year or run in it. It opens nothing.
const strong = "Vq7!mTz9#Rk4wp"

func (f *filler) text(name, at string, s *api.Schema, example any) string {
	ex, _ := example.(string)
	if ex == "" && example != nil {
		ex = textOf(example)
	}
	if ex == "" && s.Default != nil {
		ex = textOf(s.Default)
	}
	t := f.draft(name, at, s, ex)
	if s.Pattern != "" && !fits(s.Pattern, t) {
		return f.byPattern(name, at, s, ex)
	}
	return fitted(t, s)
}

// draft chooses the text; lengths and pattern are seen to by the caller.
func (f *filler) draft(name, at string, s *api.Schema, ex string) string {
	switch {
	case lexicon.Password(name), s.Format == "password" && !secretFromElsewhere(name):
		return f.password(ex)
	case lexicon.Email(name) && s.Format != "uuid", s.Format == "email", s.Format == "idn-email":
		return f.email(ex)
	case s.Format == "" && uniqueName(name) && (ex == "" || lexicon.Username(name) || !refers(name)):
		return f.unique(name, s, ex)
	}
	if f.plantable(name, s, ex) {
		if c := f.canary(name, at, s); c != "" {
			return c
		}
	}
	if f.turn > 0 && ex != "" {
		ex = "" // a second element must differ
	}
	if ex != "" {
		return ex
	}
	if t := f.byFormat(name, s.Format); t != "" {
		return t
	}
	return f.byName(name, s)
}

func textOf(v any) string {
	switch v := plainNumber(v).(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// password is the caller's own wherever one is asked for, so that a change of
// it changes nothing.
func (f *filler) password(ex string) string {
	if own, ok := f.src.Known["password"].(string); ok {
		return own
	}
	return strong
}

func (f *filler) email(ex string) string {
	u := f.fresh()
	if u == "" {
		if ex != "" {
			return ex
		}
		u = "user"
	}
	if local, domain, ok := strings.Cut(ex, "@"); ok && strings.Contains(domain, ".") && reserved(domain) {
		return local + "." + u + "@" + domain
	}
	return u + "@example.com"
}

// reserved tells whether nobody gets the mail of the domain (RFC 2606).
func reserved(domain string) bool {
	for _, d := range []string{"example.com", "example.org", "example.net"} {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return true
		}
	}
	return false
}

// fresh is the unique text, another one for each element of an array.
func (f *filler) fresh() string {
	if f.src.Unique != "" && f.turn > 0 {
		return f.src.Unique + strconv.Itoa(f.turn+1)
	}
	return f.src.Unique
}

// unique weaves the unique text into a name, code or slug.
func (f *filler) unique(name string, s *api.Schema, ex string) string {
	u := f.fresh()
	switch {
	case u == "" && ex != "":
		return ex
	case u == "":
		u = "a1"
	case lexicon.Username(name) || ex == "":
		if unicode.IsDigit(rune(u[0])) {
			u = "u" + u
		}
		if v, ok := lookup(texts, name); ok && s.MaxLength != nil && *s.MaxLength < len(u) {
			return v
		}
		if !lexicon.Username(name) && words(name) != "slug" && words(name) != "subdomain" && words(name) != "handle" && words(name) != "login" {
			u = strings.ToUpper(u[:1]) + u[1:]
		}
		return u
	}
	joint := "-"
	if strings.Contains(ex, "_") && !strings.Contains(ex, "-") {
		joint = "_"
	}
	return strings.ReplaceAll(ex, " ", joint) + joint + u
}

// plantable tells whether people write what they like here.
func (f *filler) plantable(name string, s *api.Schema, ex string) bool {
	if f.src.Canary == nil || f.parameter || s.Format != "" && s.Format != "string" && s.Format != "text" && s.Format != "markdown" && s.Format != "html" {
		return false
	}
	if s.MaxLength != nil && *s.MaxLength < canaryLength {
		return false
	}
	if confidential(name) {
		return true
	}
	if risky(name, s) || secretFromElsewhere(name) || refers(name) || lexicon.Sensitive(name) && !lexicon.FreeText(name) {
		return false
	}
	if lexicon.FreeText(name) && !lexicon.Phone(name) {
		return true
	}
	if _, coded := lookup(texts, name); coded || lexicon.Phone(name) || dateKind(name, "") != "" || lexicon.Computed(name) {
		return false
	}
	if _, number := lookup(numbers, name); number && name != "" && typesOf(name)[0] != "string" {
		return false
	}
	return ex == "" || strings.Contains(strings.TrimSpace(ex), " ") && !strings.ContainsAny(ex, ":{}=<>")
}

// confidential tells whether the name is of something that its owner keeps
// to himself, and that is no credential: secret, secret_note, private_text.
// Nothing shows better than a canary there who can read it.
func confidential(name string) bool {
	w := lexicon.Words(name)
	if len(w) == 0 || lexicon.Password(name) || lexicon.Token(name) || lexicon.APIKey(name) || lexicon.Identifier(name) && len(w) > 1 {
		return false
	}
	return w[0] == "secret" || w[0] == "secrets" || len(w) > 1 && (w[0] == "private" || w[0] == "confidential" || w[0] == "internal")
}

func (f *filler) canary(name, at string, s *api.Schema) string {
	if s.Pattern != "" && !fits(s.Pattern, strings.Repeat("a1", canaryLength/2)) {
		return ""
	}
	c := f.src.Canary(name)
	if c != "" {
		f.planted[at] = c
	}
	return c
}

// filling stretches a text that is too short.
const filling = " for the asking and the answering of what people write here"

// fitted makes the text as long as the schema asks.
func fitted(t string, s *api.Schema) string {
	if s.MinLength != nil {
		for len([]rune(t)) < *s.MinLength && len(t) < 1<<16 {
			if strings.ContainsAny(t, " ") || len(t) >= canaryLength && s.Pattern == "" && s.Format == "" {
				t += filling
			} else {
				t += "a1b2c3d4e5f6"
			}
			if len([]rune(t)) > *s.MinLength {
				t = strings.TrimRight(string([]rune(t)[:*s.MinLength]), " ")
				if len([]rune(t)) < *s.MinLength {
					t += strings.Repeat("x", *s.MinLength-len([]rune(t)))
				}
			}
		}
	}
	if s.MaxLength != nil && len([]rune(t)) > *s.MaxLength {
		limit := max(*s.MaxLength, 0)
		if local, domain, ok := strings.Cut(t, "@"); ok && limit > len(domain)+1 {
			return local[:min(len(local), limit-len(domain)-1)] + "@" + domain
		}
		r := []rune(t)
		if cut := len(r) - limit; unicode.IsDigit(r[len(r)-1]) && len(r) > 4 && cut < len(r)/2 {
			return string(r[cut:]) // the end differs, the beginning is shared
		}
		return string(r[:limit])
	}
	return t
}

func fits(pattern, t string) bool {
	re, err := regexp.Compile(pattern)
	return err != nil || re.MatchString(t)
}

// objectID is a well-formed identifier of MongoDB that no document has.
func (f *filler) objectID(name string) string { return f.hex(name, 24) }

func (f *filler) hex(name string, n int) string {
	h := fnv.New128a()
	h.Write([]byte(f.fresh() + "/" + name))
	const digits = "0123456789abcdef"
	var b strings.Builder
	for b.Len() < n {
		for _, x := range h.Sum(nil) {
			b.WriteByte(digits[x>>4])
			b.WriteByte(digits[x&15])
		}
		h.Write([]byte("."))
	}
	return b.String()[:n]
}

func (f *filler) uuid(name string) string {
	h := f.hex(name, 32)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

func (f *filler) byFormat(name, format string) string {
	switch strings.ToLower(format) {
	case "date", "full-date":
		return dateOf(name, "date")
	case "date-time", "datetime", "timestamp":
		return dateOf(name, "date-time")
	case "time", "partial-time":
		return "10:00:00"
	case "duration":
		return "PT1H"
	case "uuid", "uuid4", "guid":
		return f.uuid(name)
	case "objectid", "object-id", "bson-objectid", "mongo-id", "mongoid", "oid":
		return f.objectID(name)
	case "uri", "url", "iri", "http-url":
		return "https://example.com/"
	case "uri-reference", "iri-reference":
		return "/"
	case "hostname", "idn-hostname":
		return "example.com"
	case "ipv4", "ip":
		return "192.0.2.1"
	case "ipv6":
		return "2001:db8::1"
	case "byte", "base64":
		return "aGVsbG8="
	case "binary":
		return "hello"
	case "phone", "tel", "phone-number":
		return texts["phone"]
	case "decimal", "money", "float", "double":
		n, ok := lookup(numbers, name)
		if !ok {
			n = 10
		}
		return strconv.FormatFloat(n, 'f', 2, 64)
	case "int32", "int64", "integer":
		return "1"
	case "json":
		return "{}"
	case "json-pointer":
		return "/"
	case "regex":
		return "^a"
	case "slug":
		return strings.ToLower(f.unique("slug", &api.Schema{}, ""))
	case "color", "hex-color":
		return "#3366cc"
	case "credit-card":
		return texts["card_number"]
	case "country-code", "country", "currency", "iban", "bic", "isbn", "zip", "postal-code", "mac", "locale", "language":
		v, _ := lookup(texts, format)
		return v
	}
	return ""
}

// byName makes a text from the name, and from the type where the name says
// nothing.
func (f *filler) byName(name string, s *api.Schema) string {
	if kind := dateKind(name, ""); kind != "" {
		return dateOf(name, kind)
	}
	if refers(name) {
		if v, ok := lookup(texts, name); ok {
			return v
		}
		if s.MaxLength != nil && *s.MaxLength >= 32 && *s.MaxLength <= 36 || strings.Contains(words(name), "uuid") || strings.Contains(words(name), "guid") {
			return f.uuid(name)
		}
		return f.objectID(name)
	}
	if v, ok := lookup(texts, name); ok {
		return sized(words(name), v, s)
	}
	if lexicon.Phone(name) {
		return texts["phone"]
	}
	if lexicon.Address(name) {
		return texts["url"]
	}
	if n, ok := lookup(numbers, name); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	if f.parameter {
		return "a"
	}
	t := "sample"
	if f.turn > 0 {
		t += strconv.Itoa(f.turn + 1)
	}
	return t
}

// sized is another spelling of the value where the length asks for one.
func sized(name, v string, s *api.Schema) string {
	if strings.HasSuffix(name, "country") && s.MinLength != nil && *s.MinLength > 2 {
		if s.MaxLength != nil && *s.MaxLength == 3 {
			return "USA"
		}
		return "United States"
	}
	if v == "94105" && s.MinLength != nil && *s.MinLength > 5 {
		return "941050"
	}
	if v == "+14155552671" && s.MaxLength != nil && *s.MaxLength < len(v) {
		return "4155552671"
	}
	return v
}
