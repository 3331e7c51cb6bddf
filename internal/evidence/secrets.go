package evidence

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// secrets are registered ones, longest first. They never change, but for what
// is shown; a larger one replaces it.
type secrets struct {
	list []secret
	// traces of all of them by how they begin, so that a text is read once
	// however many there are.
	traces map[[longestShown]byte][]trace
	shown  *sync.Map // no secrets, whatever they are called
	names  []string  // of what is secret, whatever it looks like
	named  *regexp.Regexp
}

type secret struct {
	placeholder string // as registered
	shown       string // the placeholder, unless that spells a secret
	value       string
	forms       []string // the value itself, then as common encoders write it
	cores       []string // what stays of its base64 wherever it begins
}

// trace is a text that gives a secret away; always longer than longestShown.
type trace struct {
	text   string
	secret int // its index
	core   bool
}

func newSecret(placeholder, value string) secret {
	s := secret{placeholder: placeholder, value: value}
	query, path := url.QueryEscape(value), url.PathEscape(value)
	s.forms = append(s.forms, query, path, lowerHex(query), lowerHex(path), html.EscapeString(value),
		hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value))))
	if j, err := json.Marshal(value); err == nil {
		quoted := string(j[1 : len(j)-1])
		s.forms = append(s.forms, quoted, strings.ReplaceAll(quoted, "/", `\/`))
	}
	for start := range 3 {
		core := base64Core(value, start)
		s.cores = append(s.cores, core, strings.NewReplacer("+", "-", "/", "_").Replace(core))
	}
	slices.Sort(s.forms)
	s.forms = slices.DeleteFunc(slices.Compact(s.forms), func(f string) bool { return f == value })
	s.forms = slices.Insert(s.forms, 0, value)
	slices.Sort(s.cores)
	s.cores = slices.Compact(s.cores)
	return s
}

// lowerHex writes percent escapes as browsers and Python do not, but some do.
func lowerHex(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

// base64Core is the base64 of value when start bytes stand before it in its
// group of three, without the characters that its neighbours change too.
func base64Core(value string, start int) string {
	all := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:start] + value))
	first := (start*8 + 5) / 6
	end := (start + len(value)) * 8 / 6
	return all[first:end]
}

// with adds one; a placeholder that spells a secret is not shown.
func (k *secrets) with(s secret) *secrets {
	list := append(slices.Clone(k.list), s)
	slices.SortStableFunc(list, func(a, b secret) int { return len(b.value) - len(a.value) })
	for i := range list {
		list[i].shown = list[i].placeholder
		for _, other := range list {
			if strings.Contains(list[i].placeholder, other.value) {
				list[i].shown = masked
			}
		}
	}
	traces := make(map[[longestShown]byte][]trace)
	add := func(texts []string, secret int, core bool) {
		for _, text := range texts {
			start := [longestShown]byte([]byte(text))
			traces[start] = append(traces[start], trace{text, secret, core})
		}
	}
	for i, s := range list {
		add(s.forms, i, false)
		add(s.cores, i, true)
	}
	return &secrets{list, traces, k.shown, k.names, k.named}
}

// span is where a secret stands in a text.
type span struct {
	from, to int
	secret   int // its index
}

// registered puts placeholders where registered secrets are, in whatever
// encoding.
func (k *secrets) registered(s string) string {
	return replaced(s, k.find(s), func(secret int) string { return k.list[secret].shown })
}

func replaced(s string, spans []span, by func(secret int) string) string {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.from-b.from, a.secret-b.secret) })
	var b strings.Builder
	done := 0
	for i := 0; i < len(spans); {
		// Overlapping ones become one: of two secrets the longer one is named.
		all := spans[i]
		for i++; i < len(spans) && spans[i].from < all.to; i++ {
			all.to = max(all.to, spans[i].to)
			all.secret = min(all.secret, spans[i].secret)
		}
		b.WriteString(s[done:all.from])
		b.WriteString(by(all.secret))
		done = all.to
	}
	return b.String() + s[done:]
}

func (k *secrets) find(s string) []span {
	if len(k.list) == 0 {
		return nil
	}
	var spans []span
	for _, v := range views(s) {
		for _, at := range k.scan(v.text) {
			spans = append(spans, span{v.start(at.from), v.end(at.to), at.secret})
		}
	}
	// An answer that broke off may end in the middle of one.
	for i, known := range k.list {
		for n := min(len(known.value)-1, len(s)); n > longestShown; n-- {
			if strings.HasSuffix(s, known.value[:n]) {
				spans = append(spans, span{len(s) - n, len(s), i})
				break
			}
		}
	}
	return spans
}

// scan finds traces as they stand in text; of base64, all of it around.
func (k *secrets) scan(text string) []span {
	var spans []span
	run := 0 // the end of base64 that was found
	for i := 0; i+longestShown <= len(text); i++ {
		for _, t := range k.traces[[longestShown]byte([]byte(text[i:i+longestShown]))] {
			if t.core && i < run || !strings.HasPrefix(text[i:], t.text) {
				continue
			}
			at := span{i, i + len(t.text), t.secret}
			if t.core {
				at.from, at.to = base64Run(text, at.from, at.to)
				run = at.to
			}
			spans = append(spans, at)
		}
	}
	return spans
}

// base64Run widens from and to to all of the base64 around.
func base64Run(s string, from, to int) (int, int) {
	for from > 0 && isBase64(s[from-1]) {
		from--
	}
	for to < len(s) && isBase64(s[to]) {
		to++
	}
	return from, to
}

func isBase64(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("+/-_=", c) >= 0
}
