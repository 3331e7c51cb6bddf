package fill

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

// A canary has this length; a shorter text cannot hold one.
const canaryLength = 16

func (f *Filler) text(name, at string, s *api.Schema, example any) string {
	ex, _ := example.(string)
	if ex == "" && example != nil {
		ex = scalar.Text(example)
	}
	if ex == "" && s.Default != nil {
		ex = scalar.Text(s.Default)
	}
	t := f.draft(name, at, s, ex)
	if s.Pattern != "" && !fits(s.Pattern, t) {
		return f.byPattern(name, at, s, ex)
	}
	return Fitted(t, s)
}

// draft chooses the text; lengths and pattern are seen to by the caller.
func (f *Filler) draft(name, at string, s *api.Schema, ex string) string {
	switch {
	case lexicon.Password(name), s.Format == "password" && !usual.HandedOut(name):
		return f.password(ex)
	case lexicon.Email(name) && s.Format != "uuid", s.Format == "email", s.Format == "idn-email":
		return f.Email(ex)
	case s.Format == "" && usual.Unique(name) && (ex == "" || lexicon.Username(name) || !usual.Reference(name)):
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

// password is the caller's own wherever one is asked for, so that a change of
// it changes nothing.
func (f *Filler) password(ex string) string {
	if own, ok := f.Source.Known["password"].(string); ok {
		return own
	}
	return usual.Password
}

// Email makes an address that nobody reads, like the example if it is one.
func (f *Filler) Email(ex string) string {
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
func (f *Filler) fresh() string {
	if f.Source.Unique != "" && f.turn > 0 {
		return f.Source.Unique + strconv.Itoa(f.turn+1)
	}
	return f.Source.Unique
}

// unique weaves the unique text into a name, code or slug.
func (f *Filler) unique(name string, s *api.Schema, ex string) string {
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
		if v, ok := usual.Text(name); ok && s.MaxLength != nil && *s.MaxLength < len(u) {
			return v
		}
		if !lexicon.Username(name) && usual.Words(name) != "slug" && usual.Words(name) != "subdomain" && usual.Words(name) != "handle" && usual.Words(name) != "login" {
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
func (f *Filler) plantable(name string, s *api.Schema, ex string) bool {
	if f.Source.Canary == nil || f.parameter || s.Format != "" && s.Format != "string" && s.Format != "text" && s.Format != "markdown" && s.Format != "html" {
		return false
	}
	if s.MaxLength != nil && *s.MaxLength < canaryLength {
		return false
	}
	if confidential(name) {
		return true
	}
	if risky(name, s) || usual.HandedOut(name) || usual.Reference(name) || lexicon.Sensitive(name) && !lexicon.FreeText(name) {
		return false
	}
	if lexicon.FreeText(name) && !lexicon.Phone(name) {
		return true
	}
	if _, coded := usual.Text(name); coded || lexicon.Phone(name) || date.Kind(name, "") != "" || lexicon.Computed(name) {
		return false
	}
	if _, number := usual.Number(name); number && name != "" && usual.Types(name)[0] != "string" {
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

func (f *Filler) canary(name, at string, s *api.Schema) string {
	if s.Pattern != "" && !fits(s.Pattern, strings.Repeat("a1", canaryLength/2)) {
		return ""
	}
	c := f.Source.Canary(name)
	if c != "" {
		f.Planted[at] = c
	}
	return c
}

// filling stretches a text that is too short.
const filling = " for the asking and the answering of what people write here"

// Fitted makes the text as long as the schema asks.
func Fitted(t string, s *api.Schema) string {
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
