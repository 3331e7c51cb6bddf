package fill

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

// byPattern makes a text that matches: one of the usual texts of that name if
// it does, else one made from the pattern. Where the pattern cannot be read
// (lookaheads), it is the text by name.
func (f *Filler) byPattern(name, at string, s *api.Schema, ex string) string {
	if ex != "" && fits(s.Pattern, ex) && f.turn == 0 {
		return ex
	}
	re, err := regexp.Compile(s.Pattern)
	if err != nil {
		return Fitted(f.byName(name, s), s)
	}
	for _, t := range []string{f.byFormat(name, s.Format), f.byName(name, s), "4155552671", "415-555-2671", "(415) 555-2671", "+4915112345678",
		date.Future, "10:00", "10:00:00", "94105", "94105-1234", "US", "USD", "en", "en-US", f.ObjectID(name), f.UUID(name), "12/35", usual.URL} {
		if t != "" && re.MatchString(t) && Fitted(t, s) == t {
			return t
		}
	}
	tree, err := syntax.Parse(s.Pattern, syntax.Perl)
	if err != nil {
		return Fitted(f.byName(name, s), s)
	}
	least := 0
	if s.MinLength != nil {
		least = min(*s.MinLength, mostRepeated)
	}
	seed := ""
	if usual.Unique(name) || f.turn > 0 {
		seed = f.Hex(at, 64)
	}
	best := ""
	for extra := 0; extra <= max(least, 1); extra++ {
		w := &writer{extra: extra, seed: seed}
		w.write(tree, 0)
		t := w.b.String()
		if !re.MatchString(t) {
			continue
		}
		if best = t; len([]rune(t)) >= least {
			break
		}
	}
	if best == "" {
		return Fitted(f.byName(name, s), s)
	}
	return best
}

// The longest text that is made from a pattern, and how deep a pattern is read.
const (
	longestMatch   = 1 << 12
	deepestPattern = 100
	mostRepeated   = 256
)

// A writer writes a text that a pattern matches.
type writer struct {
	b     strings.Builder
	extra int    // repetitions beyond what the pattern asks for, together
	seed  string // hexadecimal digits that choose characters; empty: the first of each class
	used  int
}

func (w *writer) write(re *syntax.Regexp, depth int) {
	if w.b.Len() > longestMatch || depth > deepestPattern {
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		w.b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		w.b.WriteRune(w.character(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.b.WriteRune(w.character([]rune{'a', 'z', '0', '9'}))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			w.write(sub, depth+1)
		}
	case syntax.OpAlternate:
		w.write(re.Sub[0], depth+1)
	case syntax.OpStar:
		w.repeat(re.Sub[0], 0, -1, depth)
	case syntax.OpPlus:
		w.repeat(re.Sub[0], 1, -1, depth)
	case syntax.OpQuest:
		w.repeat(re.Sub[0], 0, 1, depth)
	case syntax.OpRepeat:
		w.repeat(re.Sub[0], re.Min, re.Max, depth)
	}
}

func (w *writer) repeat(re *syntax.Regexp, least, most, depth int) {
	n := least
	for w.extra > 0 && (most < 0 || n < most) {
		n++
		w.extra--
	}
	for range n {
		w.write(re, depth+1)
	}
}

// character picks from a class, given as pairs of first and last: plain
// letters and digits where it has some.
func (w *writer) character(class []rune) rune {
	var plain []rune
	for _, r := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890" {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= r && r <= class[i+1] {
				plain = append(plain, r)
				break
			}
		}
	}
	if len(plain) == 0 {
		if len(class) == 0 {
			return 'a'
		}
		return class[0]
	}
	if w.seed == "" {
		return plain[0]
	}
	// Two digits of the seed choose, so that 62 characters can be chosen from.
	i := w.used % (len(w.seed) - 1)
	w.used += 2
	n := strings.IndexByte("0123456789abcdef", w.seed[i])*16 + strings.IndexByte("0123456789abcdef", w.seed[i+1])
	return plain[n%len(plain)]
}
