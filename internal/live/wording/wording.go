// Package wording reads one sentence of a refusal: what it asks of a value,
// and which names it speaks of. It knows nothing of what was sent.
package wording

import (
	"cmp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/date"
)

// A Rule is what one message asks of a value. Several of its parts may be
// set: "an integer between 1 and 5".
type Rule struct {
	Said  string // the message, where it named the place itself
	Prose bool   // the name of the place was read from the message

	Missing   bool // is not there, is null or empty
	Unknown   bool // must not be there
	Duplicate bool
	Invalid   bool // wrong, without a word about how
	Choice    bool // not one of some values that are not told
	Absent    bool // refers to something that does not exist
	Future    bool
	Past      bool
	Later     bool // than another date
	Unequal   bool // to its confirmation
	Short     bool // by an unknown length
	Long      bool

	Each     string // the type of the elements of a list
	Kind     string // a type or format: integer … email, date
	Layout   string // of a date, as written: YYYY-MM-DD, %d.%m.%Y
	Pattern  string
	Charset  string
	Values   []any // one of these
	Low      *Bound
	High     *Bound
	Multiple float64
}

// A Bound counts characters or elements where Length is set; otherwise it
// depends on the value that it bounds.
type Bound struct {
	N      float64
	Length bool
	Strict bool // the bound itself is outside
}

// Empty tells whether the message asks for nothing.
func (r Rule) Empty() bool {
	return !r.Missing && !r.Unknown && !r.Duplicate && !r.Invalid && !r.Choice && !r.Absent && !r.Future && !r.Past && !r.Later && !r.Unequal &&
		!r.Short && !r.Long && r.Kind == "" && r.Layout == "" && r.Pattern == "" && r.Charset == "" && len(r.Values) == 0 && r.Low == nil && r.High == nil && r.Multiple == 0
}

// And is what two messages ask for together; the first says the kind.
func (a Rule) And(b Rule) Rule {
	a.Missing = a.Missing || b.Missing
	a.Unknown = a.Unknown || b.Unknown
	a.Duplicate = a.Duplicate || b.Duplicate
	a.Invalid = a.Invalid || b.Invalid
	a.Choice = a.Choice || b.Choice
	a.Absent = a.Absent || b.Absent
	a.Future, a.Past, a.Later = a.Future || b.Future, a.Past || b.Past, a.Later || b.Later
	a.Unequal, a.Short, a.Long = a.Unequal || b.Unequal, a.Short || b.Short, a.Long || b.Long
	a.Kind, a.Layout, a.Pattern, a.Charset = cmp.Or(a.Kind, b.Kind), cmp.Or(a.Layout, b.Layout), cmp.Or(a.Pattern, b.Pattern), cmp.Or(a.Charset, b.Charset)
	if len(a.Values) == 0 {
		a.Values = b.Values
	}
	if a.Low == nil {
		a.Low = b.Low
	}
	if a.High == nil {
		a.High = b.High
	}
	if a.Multiple == 0 {
		a.Multiple = b.Multiple
	}
	return a
}

// Read reads a message. A wish for "a number" is read even where it stands
// in the help text before the library's own words.
func Read(text string) Rule {
	var r Rule
	text = spelledNumbers.Replace(text)
	r.readValues(text)
	r.readBounds(text)
	if m := patternWords.FindStringSubmatch(text); m != nil {
		r.Pattern = strings.ReplaceAll(m[1]+m[2]+m[3], `\\`, `\`)
	}
	if m := barePattern.FindStringSubmatch(text); m != nil && r.Pattern == "" {
		r.Pattern = m[1]
	}
	for _, k := range kinds {
		if k.says.MatchString(text) {
			r.Kind = k.kind
			break
		}
	}
	r.Layout = date.Layout(text)
	for _, c := range charsets {
		if c.says.MatchString(text) {
			r.Charset = c.charset
			break
		}
	}
	switch {
	case notPast.MatchString(text):
		r.Future = true
	case notFuture.MatchString(text), pastWords.MatchString(text):
		r.Past = true
	case futureWords.MatchString(text):
		r.Future = true
	case laterWords.MatchString(text):
		r.Later = true
	}
	r.Unknown = unknownWords.MatchString(text)
	r.Duplicate = duplicateWords.MatchString(text) && !r.Unknown
	r.Unequal = unequalWords.MatchString(text) && r.Pattern == "" && r.Layout == "" && !strings.Contains(text, "pattern") && !strings.Contains(text, "regex")
	r.Choice = len(r.Values) == 0 && choiceWords.MatchString(text)
	r.Duplicate = r.Duplicate || takenAbroad.MatchString(text)
	r.Missing = !r.Unknown && !r.Duplicate && (missingWords.MatchString(text) || missingAbroad.MatchString(text))
	r.Absent = !r.Missing && !r.Unknown && absentWords.MatchString(text)
	if passwordWords.MatchString(text) && (r.Charset == "" || r.Charset == "digits" && r.Low != nil) {
		r.Low, r.High, r.Charset = r.lengthOnly(text), nil, ""
		r.Invalid = true
	}
	if strings.HasPrefix(r.Kind, "date") || r.Kind == "time" || r.Kind == "uuid" {
		r.Short, r.Long = false, false // "input is too short" for a date
	}
	if r.Empty() {
		r.Invalid = invalidWords.MatchString(text) || invalidAbroad.MatchString(text)
	}
	return r
}
