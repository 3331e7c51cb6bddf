package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// Name lets no value of properties of these names be shown in an answer from
// now on: the owner of the API says that they are secret, whatever they look
// like.
func (m *Masker) Name(names ...string) {
	m.registering.Lock()
	defer m.registering.Unlock()
	old := m.known.Load()
	k := &secrets{list: old.list, traces: old.traces, shown: old.shown, names: slices.Clone(old.names)}
	for _, name := range names {
		if name != "" && !slices.Contains(k.names, name) {
			k.names = append(k.names, name)
		}
	}
	if len(k.names) == 0 {
		return
	}
	var quoted []string
	for _, name := range k.names {
		quoted = append(quoted, regexp.QuoteMeta(name))
	}
	// Longest first: of two names that begin alike the whole one counts.
	slices.SortFunc(quoted, func(a, b string) int { return len(b) - len(a) })
	k.named = regexp.MustCompile(`(?i)(?:^|[^\pL\pN_$-])(` + strings.Join(quoted, "|") + `)`)
	m.known.Store(k)
}

// byName masks what stands under the names that [Masker.Name] was given: all
// of it but null, unless it is our own.
func (k *secrets) byName(s string) string {
	if k.named == nil {
		return s
	}
	var b strings.Builder
	done := 0
	for _, at := range k.named.FindAllStringSubmatchIndex(s, -1) {
		nameEnd := at[3]
		sep := afterName.FindString(near(s, nameEnd))
		if at[2] < done || sep == "" {
			continue
		}
		from := nameEnd + len(sep)
		value, to := k.hidden(s, from, quoteBefore(s, at[2]))
		b.WriteString(s[done:from])
		b.WriteString(value)
		done = to
	}
	return b.String() + s[done:]
}

// quoteBefore is the double quote in which a name begins, with the backslashes
// before it: what is put in place of a number or an object takes it, so that
// JSON stays JSON.
func quoteBefore(s string, name int) string {
	if name == 0 || s[name-1] != '"' {
		return ""
	}
	start := len(strings.TrimRight(s[:name-1], `\`))
	return s[start:name]
}

// hidden is what is shown in place of the value that begins at from, and where
// that ends.
func (k *secrets) hidden(s string, from int, in string) (string, int) {
	rest := s[from:]
	if rest == "" {
		return "", from
	}
	if rest[0] == '{' || rest[0] == '[' {
		return in + masked + in, from + container(rest)
	}
	if quote := openingQuote.FindStringSubmatch(near(s, from)); quote != nil {
		start := from + len(quote[0])
		n := closing(s[start:], quote)
		if _, own := k.shown.Load(s[start : start+n]); own || n == 0 {
			return s[from : start+n], start + n
		}
		return quote[0] + masked, start + n
	}
	bare := bareValue.FindString(rest)
	if _, own := k.shown.Load(bare); own || bare == "" || strings.EqualFold(bare, "null") || strings.EqualFold(bare, "none") {
		return bare, from + len(bare)
	}
	return in + masked + in, from + len(bare)
}
