package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

const (
	// longestShown is how many bytes of a secret may be seen: enough to know
	// it again, useless to whoever finds the report.
	longestShown = 4

	// maxShown bytes of a body are shown: a person reads no more, and a
	// report holds hundreds.
	maxShown = 4 << 10

	// maxMasked bytes of a body are masked before it is cut. It is more than
	// what is shown because masking makes text shorter.
	maxMasked = 16 << 10

	masked = "…"
)

// Masker takes secrets out of what is shown: those that were registered, in
// any usual encoding, and what looks like one. Safe for concurrent use.
type Masker struct {
	registering sync.Mutex
	known       atomic.Pointer[secrets]
	shown       *sync.Map // values that are no secrets, as keys
}

// NewMasker knows what secrets look like, and none by value yet.
func NewMasker() *Masker {
	m := &Masker{shown: new(sync.Map)}
	m.known.Store(&secrets{shown: m.shown})
	return m
}

// Register lets value be shown as placeholder ($ALICE_TOKEN) from now on. A
// value of four bytes or less is only masked where a password or the like is
// expected: it would be found everywhere. The first placeholder of a value
// stays. What no shell takes in the name of a variable becomes _.
func (m *Masker) Register(placeholder, value string) {
	if len(value) <= longestShown {
		return
	}
	placeholder = variable(placeholder)
	m.registering.Lock()
	defer m.registering.Unlock()
	old := m.known.Load()
	if slices.ContainsFunc(old.list, func(s secret) bool { return s.value == value }) {
		return
	}
	m.known.Store(old.with(newSecret(placeholder, value)))
}

// Show lets value be shown even where a password or the like is expected:
// it is our own and no secret, as a canary. A registered secret stays masked.
func (m *Masker) Show(value string) {
	m.shown.Store(value, true)
}

// variable makes $SHOP_ADMIN_TOKEN of $shop-admin_TOKEN.
func variable(placeholder string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(strings.TrimPrefix(placeholder, "$")))
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	return "$" + name
}

// Text masks s, whatever it is: prose, JSON, a form, a stack trace.
func (m *Masker) Text(s string) string {
	known := m.known.Load()
	return known.finish(known.mask(s))
}

// Registered masks only what was registered: for text that is masked already,
// or is our own prose, in which "passwords: each attempt" is no password.
func (m *Masker) Registered(s string) string {
	known := m.known.Load()
	return known.finish(known.registered(s))
}

// Body masks a body and cuts it to 4 KB; the bool tells whether it was cut.
// Of a body that is no text only length and type are told.
func (m *Masker) Body(mediaType string, b []byte) (string, bool) {
	return m.body(mediaType, b, m.Text)
}

// Answer is [Masker.Body] of what a server says, without what stands under the
// names of [Masker.Name]. What a request says is our own.
func (m *Masker) Answer(mediaType string, b []byte) (string, bool) {
	return m.body(mediaType, b, func(s string) string {
		known := m.known.Load()
		return known.finish(known.patterns(known.keyed(known.byName(known.registered(s)))))
	})
}

func (m *Masker) body(mediaType string, b []byte, text func(string) string) (string, bool) {
	if isBinary(b) {
		return m.Text(fmt.Sprintf("[%d bytes of %s]", len(b), cmp.Or(mediaType, "unknown type"))), false
	}
	cut := len(b) > maxMasked
	out := text(string(b[:min(len(b), maxMasked)]))
	if len(out) <= maxShown {
		return out, cut
	}
	end := maxShown
	for !utf8.RuneStart(out[end]) {
		end--
	}
	return out[:end], true
}

// Header masks the value of one header field. Names and attributes of
// cookies and the scheme of an authorization stay.
func (m *Masker) Header(name, value string) string {
	known := m.known.Load()
	return known.finish(known.header(name, value))
}

// URL masks userinfo, parameters and path of a URL.
func (m *Masker) URL(s string) string {
	known := m.known.Load()
	return known.finish(known.url(known.registered(s)))
}

// Variables lists those placeholders of registered secrets that occur in the
// texts, without their $, sorted.
func (m *Masker) Variables(texts ...string) []string {
	names := []string{}
	for _, s := range m.known.Load().list {
		if slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, s.placeholder) }) {
			names = append(names, s.placeholder[1:])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// isBinary is the rule of file(1) made short: a NUL, or much that is no UTF-8.
func isBinary(b []byte) bool {
	b = b[:min(len(b), maxShown)]
	broken := 0
	for rest := b; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == 0 {
			return true
		}
		if r == utf8.RuneError && size == 1 {
			broken++
		}
		rest = rest[size:]
	}
	return broken > 8 && broken > len(b)/8
}

// mask is everything but what makes the text safe to print.
func (k *secrets) mask(s string) string {
	return k.patterns(k.keyed(k.registered(s)))
}

// finish makes s safe for a terminal, then makes sure: what was put in place
// of a secret may, with what stands around it, spell another one.
func (k *secrets) finish(s string) string {
	for range 4 {
		s = Printable(s)
		left := k.scan(s)
		if len(left) == 0 {
			return s
		}
		s = replaced(s, left, func(int) string { return masked })
	}
	return "" // every mask that is left is itself a secret
}

// Printable replaces invalid UTF-8 and escapes what is not seen or moves the
// cursor; line breaks and tabs stay.
func Printable(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '\n' || r == '\t' || unicode.IsGraphic(r):
			b.WriteRune(r)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}
