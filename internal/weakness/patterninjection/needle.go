package patterninjection

import (
	"maps"
	"regexp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/live/world"
)

// needle is a text of an object, and a letter of it that is spelled otherwise.
type needle struct {
	text string
	at   int
}

// Bounds of what is looked for.
const (
	shortest    = 6
	mostNeedles = 3
)

// wordLike texts mean themselves as expressions.
var wordLike = regexp.MustCompile(`^[A-Za-z0-9 _]{6,60}$`)

// needles are texts of the object that nothing else has, or of one that was
// found, its words.
func needles(obj *world.Object) []needle {
	texts := slices.Clone(obj.Canaries)
	if len(texts) == 0 {
		for _, name := range slices.Sorted(maps.Keys(obj.Values)) {
			if s, ok := obj.Values[name].(string); ok && s != obj.ID() && wordLike.MatchString(s) {
				texts = append(texts, s)
			}
		}
	}
	var all []needle
	for _, text := range texts {
		if at := letter(text); at > 0 && len(all) < mostNeedles {
			all = append(all, needle{text, at})
		}
	}
	return all
}

// letter is the place of a lower-case letter in the middle that differs from
// its neighbours; 0: there is none.
func letter(text string) int {
	for i := len(text) / 2; i < len(text)-1; i++ {
		if c := text[i]; c >= 'a' && c <= 'z' && c != text[i-1] && c != text[i+1] {
			return i
		}
	}
	return 0
}

// question is two expressions of the same letters and length, one of which
// matches the text: who splits words or looks for likeness finds both or none.
type question struct{ name, yes, no string }

func (n needle) questions() []question {
	before, c, after := n.text[:n.at], n.text[n.at:n.at+1], n.text[n.at+1:]
	other := "x"
	if c == other {
		other = "y"
	}
	return []question{
		{"a letter once against twice ({1}, {2})", before + c + "{1}" + after, before + c + "{2}" + after},
		{"a class with the letter against one with another", before + "[" + c + "]" + after, before + "[" + other + "]" + after},
	}
}

// escaped is the first expression as re.escape makes it.
func (n needle) escaped() string {
	return n.text[:n.at+1] + `\{1\}` + n.text[n.at+1:]
}
