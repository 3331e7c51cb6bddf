package wording

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	numeral = `(-?\d+(?:\.\d+)?)`
	unit    = `(?i)(?:caracteres|caractères|zeichen|символ|字符|个字|ký tự|karakter|caratteri)|\b(characters?|chars?|letters|symbols|long|longer|shorter|length|items?|elements?|entries|digits)\b`
)

var (
	betweenWords   = re(`(?:between|in(?: the)? range(?: of)?|within(?: the)?(?: range)?(?: of)?|ranges? from|from)\s+` + numeral + `\s*(?:and|to|-|–|\.\.)\s*` + numeral)
	plainRange     = re(`(?:\(?\b` + numeral + `\s*(?:-|–|to)\s*` + numeral + `\s*(?:characters|chars|letters|digits|items)|(?:must be|should be|range)[:\s]*(?:from )?\(?` + numeral + `\s*(?:-|–|to)\s*` + numeral + `)`)
	ofMinimum      = re(`is (?:less|smaller) than (or equal to )?the minimum of ` + numeral)
	ofMaximum      = re(`is (?:greater|larger) than (or equal to )?the maximum of ` + numeral)
	atLeast        = re(`(?:al menos|pelo menos|m[ií]nimo(?: de)?|au moins|mindestens|минимум|не менее|至少|ít nhất|minimal|en az|almeno|greater than or equal to|at least|>=|≥|minimum(?: value| length)?(?: of| is|:| must be)?|min(?:imum)?[ _]?(?:length|value)?(?: is|:|=| of)|(?:not|no) (?:be )?(?:less|fewer|shorter|smaller|lower) than|n.t be (?:less|shorter|smaller|lower) than|cannot be (?:less|shorter|smaller|lower) than|can not be (?:less|shorter|smaller|lower) than|not below|shorter than minimum length|shorter than)\s*` + numeral)
	orMore         = re(numeral + ` (?:characters |chars |items )?(?:or (?:more|greater|older|above|higher|longer)|minimum|min\b)`)
	atMost         = re(`(?:como m[aá]ximo|no m[aá]ximo|m[aá]ximo(?: de)?|au plus|höchstens|не более|最多|nhiều nhất|maksimal|en fazla|less than or equal to|at most|<=|≤|maximum(?: value| length)?(?: of| is|:| must be)?|max(?:imum)?[ _]?(?:length|value)?(?: is|:|=| of)|(?:not|no|n.t) (?:be )?(?:more|greater|longer|larger|higher|above|over) than|cannot be (?:more|greater|longer|larger|higher) than|can not be (?:more|greater|longer|larger) than|(?:not|n.t|cannot|can not) exceed|up to|limit(?:ed)? (?:is|of|to)|longer than maximum length|exceeds?(?: the)?(?: maximum| limit)?(?: of)?|no more than|not over)\s*` + numeral)
	orLess         = re(numeral + ` (?:characters |chars |items )?(?:or (?:less|fewer|under|lower|shorter)|maximum|max\b)`)
	moreThan       = re(`(?:greater than|more than|larger than|bigger than|above|exceed|>)\s*` + numeral)
	lessThan       = re(`(?:less than|fewer than|smaller than|lower than|below|under|<)\s*` + numeral)
	ofExactly      = re(`\b(?:list|array) of (?:exactly )?` + numeral + `\s*(\w+)`)
	ofEach         = re(`\b(?:list|array) of (\w+)`)
	exactlySo      = re(`(?:exactly|must be|should be|length must be|must have|has to be|should have|of length|length of|length)\s*:?` + numeral + `(?:[- ](?:characters?|chars?|digits?|letters|items?|elements?)|\s*(?:long)?\.?$)`)
	inUnits        = regexp.MustCompile(unit)
	multipleOf     = re(`multiple of ` + numeral)
	positive       = re(`\b(positive|greater than zero|more than zero|above zero|non-?zero|> ?0)\b`)
	nonNegative    = re(`\b(non-?negative|(not|n.t) be negative|cannot be negative|can not be negative|must not be negative|zero or (more|greater)|negative (value|number|amount|quantity|price)s?( is| are)? not)\b`)
	tooShort       = re(`\b(too short|too small|too few|too weak|not long enough|too low|not enough|too young)\b`)
	tooLong        = re(`\b(too long|too large|too many|too big|too high|exceeds|too old)\b`)
	spelledNumbers = strings.NewReplacer("at least one ", "at least 1 ", "at least two ", "at least 2 ", "at most one ", "at most 1 ", "than one ", "than 1 ", "than zero", "than 0")
)

func (r *Rule) readBounds(text string) {
	inLength := inUnits.MatchString(text)
	num := func(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n }
	low := func(n float64, strict bool) { r.Low = &Bound{n, inLength, strict} }
	high := func(n float64, strict bool) { r.High = &Bound{n, inLength, strict} }
	if m := ofMinimum.FindStringSubmatch(text); m != nil {
		low(num(m[2]), m[1] != "")
		return
	}
	if m := ofMaximum.FindStringSubmatch(text); m != nil {
		high(num(m[2]), m[1] != "")
		return
	}
	if m := multipleOf.FindStringSubmatch(text); m != nil {
		r.Multiple = num(m[1])
		return
	}
	for _, form := range []*regexp.Regexp{betweenWords, plainRange} {
		if m := form.FindStringSubmatch(text); m != nil {
			ends := slices.DeleteFunc(m[1:], func(s string) bool { return s == "" })
			low(num(ends[0]), false)
			high(num(ends[1]), false)
			return
		}
	}
	if m := ofExactly.FindStringSubmatch(text); m != nil {
		r.Low, r.High, r.Each = &Bound{num(m[1]), true, false}, &Bound{num(m[1]), true, false}, eachKind(m[2])
		return
	}
	if m := ofEach.FindStringSubmatch(text); m != nil {
		r.Each = eachKind(m[1])
	}
	// "Less than or equal to" must not be read as "less than" too.
	for _, form := range []*regexp.Regexp{atLeast, orMore} {
		if m := form.FindStringSubmatch(text); m != nil {
			low(num(m[1]), false)
			text = strings.Replace(text, m[0], "", 1)
			break
		}
	}
	for _, form := range []*regexp.Regexp{atMost, orLess} {
		if m := form.FindStringSubmatch(text); m != nil {
			high(num(m[1]), false)
			text = strings.Replace(text, m[0], "", 1)
			break
		}
	}
	if m := moreThan.FindStringSubmatch(text); m != nil && r.Low == nil && r.High == nil {
		low(num(m[1]), true)
	}
	if m := lessThan.FindStringSubmatch(text); m != nil && r.High == nil {
		high(num(m[1]), true)
	}
	switch m := exactlySo.FindStringSubmatch(text); {
	case r.Low != nil || r.High != nil:
	case m != nil && inLength:
		low(num(m[1]), false)
		high(num(m[1]), false)
	case nonNegative.MatchString(text):
		r.Low = &Bound{N: 0}
	case positive.MatchString(text):
		r.Low = &Bound{N: 0, Strict: true}
	case tooShort.MatchString(text):
		r.Short = true
	case tooLong.MatchString(text):
		r.Long = true
	}
}

// eachKind is the type of what a list is said to hold.
func eachKind(word string) string {
	switch strings.TrimSuffix(strings.ToLower(word), "s") {
	case "float", "number", "decimal":
		return "number"
	case "int", "integer":
		return "integer"
	case "string", "str", "text":
		return "string"
	case "object", "dict":
		return "object"
	}
	return ""
}

// lengthOnly is the lower bound if it counts the whole text, not its symbols.
func (r Rule) lengthOnly(text string) *Bound {
	if r.Low != nil && r.Low.N >= 4 {
		return r.Low
	}
	return nil
}
