package lexicon

import (
	"slices"
	"strings"
	"unicode"
)

// vocabulary is a set of name patterns. A pattern is words joined by "_": the
// whole name, unless "*_" before or "_*" after it lets other words stand
// there ("*_token" is token, access_token …). A "!" takes names out again,
// and wins.
type vocabulary struct{ in, out []pattern }

type pattern struct {
	words       []string
	free, after bool // other words may stand before, after
}

// vocabularyOf reads patterns that are separated by blanks.
func vocabularyOf(text string) vocabulary {
	var v vocabulary
	for word := range strings.FieldsSeq(text) {
		word, not := strings.CutPrefix(word, "!")
		var p pattern
		word, p.free = strings.CutPrefix(word, "*_")
		word, p.after = strings.CutSuffix(word, "_*")
		p.words = strings.Split(word, "_")
		if not {
			v.out = append(v.out, p)
		} else {
			v.in = append(v.in, p)
		}
	}
	return v
}

// has tells whether the name is in the vocabulary, as written, in the
// singular, or without the digits at its end (address2).
func (v vocabulary) has(name string) bool { return v.hasWords(normal(name)) }

func (v vocabulary) hasWords(words []string) bool {
	if len(words) == 0 {
		return false
	}
	forms := [][]string{words, singulars(words)}
	if bare := undigited(words); !slices.Equal(bare, words) {
		forms = append(forms, bare)
	}
	for _, p := range v.out {
		if slices.ContainsFunc(forms, p.fits) {
			return false
		}
	}
	for _, p := range v.in {
		if slices.ContainsFunc(forms, p.fits) {
			return true
		}
	}
	return false
}

func (p pattern) fits(words []string) bool {
	n := len(p.words)
	if len(words) < n {
		return false
	}
	switch {
	case !p.free && !p.after:
		return slices.Equal(words, p.words)
	case !p.free:
		return slices.Equal(words[:n], p.words)
	case !p.after:
		return slices.Equal(words[len(words)-n:], p.words)
	}
	for i := 0; i+n <= len(words); i++ {
		if slices.Equal(words[i:i+n], p.words) {
			return true
		}
	}
	return false
}

func singulars(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = Singular(w)
	}
	return out
}

// undigited drops numbers at the end: password2, address_1.
func undigited(words []string) []string {
	out := slices.Clone(words)
	for len(out) > 1 && strings.Trim(out[len(out)-1], "0123456789") == "" {
		out = out[:len(out)-1]
	}
	last := strings.TrimRightFunc(out[len(out)-1], unicode.IsDigit)
	if last != "" {
		out[len(out)-1] = Singular(last)
	}
	return out
}
