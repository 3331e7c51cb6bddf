package evidence

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
)

// secrets are registered ones, longest first. It never changes; a larger one
// replaces it.
type secrets struct{ list []secret }

type secret struct {
	placeholder string // as registered
	shown       string // the placeholder, unless that spells a secret
	value       string
	forms       []string // the value itself, then as common encoders write it
	cores       []string // what stays of its base64 wherever it begins
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
	return &secrets{list}
}

// span is where a secret stands in a text.
type span struct {
	from, to int
	secret   int // its index
}

// registered puts placeholders where registered secrets are, in whatever
// encoding.
func (k *secrets) registered(s string) string {
	spans := k.find(s)
	if len(spans) == 0 {
		return s
	}
	slices.SortFunc(spans, func(a, b span) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.secret - b.secret
	})
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
		b.WriteString(k.list[all.secret].shown)
		done = all.to
	}
	b.WriteString(s[done:])
	return b.String()
}

func (k *secrets) find(s string) []span {
	if len(k.list) == 0 {
		return nil
	}
	var spans []span
	for _, v := range views(s) {
		for i, known := range k.list {
			for _, form := range known.forms {
				v.each(form, exactly, func(from, to int) { spans = append(spans, span{from, to, i}) })
			}
			for _, core := range known.cores {
				v.each(core, base64Run, func(from, to int) { spans = append(spans, span{from, to, i}) })
			}
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

// each calls found with where in the original part stands, widened first. Of
// overlapping ones it sees one.
func (v view) each(part string, widen func(s string, from, to int) (int, int), found func(from, to int)) {
	for done := 0; ; {
		i := strings.Index(v.text[done:], part)
		if i < 0 {
			return
		}
		from, to := widen(v.text, done+i, done+i+len(part))
		found(v.start(from), v.end(to))
		done = to
	}
}

func exactly(_ string, from, to int) (int, int) { return from, to }

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
