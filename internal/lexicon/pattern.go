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
type vocabulary struct {
	in, out patterns
	said    *memo[bool]
}

// patterns are indexed by the word that a name must have to fit one.
type patterns struct {
	first map[string][]pattern // its first word
	last  map[string][]pattern // its last word
	any   map[string][]pattern // any word of it
}

func (ps *patterns) add(p pattern) {
	to, word := &ps.first, p.words[0]
	switch {
	case p.free && p.after:
		to = &ps.any
	case p.free:
		to, word = &ps.last, p.words[len(p.words)-1]
	}
	if *to == nil {
		*to = map[string][]pattern{}
	}
	(*to)[word] = append((*to)[word], p)
}

func (ps *patterns) fit(words []string) bool {
	fits := func(p pattern) bool { return p.fits(words) }
	if slices.ContainsFunc(ps.first[words[0]], fits) || slices.ContainsFunc(ps.last[words[len(words)-1]], fits) {
		return true
	}
	return len(ps.any) > 0 && slices.ContainsFunc(words, func(w string) bool { return slices.ContainsFunc(ps.any[w], fits) })
}

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
			v.out.add(p)
		} else {
			v.in.add(p)
		}
	}
	v.said = remember(func(name string) bool { return v.hasWords(normal(name)) })
	return v
}

// has tells whether the name is in the vocabulary, as written, in the
// singular, or without the digits at its end (address2).
func (v vocabulary) has(name string) bool { return v.said.get(name) }

func (v vocabulary) hasWords(words []string) bool {
	if len(words) == 0 {
		return false
	}
	forms := [][]string{words}
	if one := singulars(words); !slices.Equal(one, words) {
		forms = append(forms, one)
	}
	if bare := undigited(words); !slices.Equal(bare, words) {
		forms = append(forms, bare)
	}
	return !slices.ContainsFunc(forms, v.out.fit) && slices.ContainsFunc(forms, v.in.fit)
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
