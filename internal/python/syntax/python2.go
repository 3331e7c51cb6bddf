package syntax

import (
	"regexp"
	"strings"
)

const exceptComma = `"except X, name:"`

// exceptOld reports whether text begins with an except clause of Python 2,
// whose second part is a name to bind. Python 3.14 has such a clause again
// (PEP 758), in which both are exceptions; those are rarely lower case.
func exceptOld(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return strings.Contains(line, ",") && oldExcept.MatchString(line)
}

var oldExcept = regexp.MustCompile(`^except\s*(?:\s[\w.]+|\([^()]*\))\s*,\s*[a-z_]\w*\s*:`)

// octalOld reports whether the digits from i to j are an octal number of
// Python 2, which the parser reads as if it were decimal. Those after a point
// or an exponent are none, and neither is a float that begins with zeros.
func octalOld(text string, i, j int) bool {
	before := text[max(0, i-3):i]
	return !fraction.MatchString(before) && oldOctal.MatchString(text[i:min(j+1, len(text))])
}

var (
	fraction = regexp.MustCompile(`\.$|[\d.][eE][-+]$`)
	oldOctal = regexp.MustCompile(`^0[0-7]*[1-7][0-7]*(?:[^\w.]|$)`)
)

// old are the ways of writing that Python 3 does not parse. They are asked
// only about statements that do not.
var old = []struct {
	name string
	sign *regexp.Regexp
}{
	{"the print statement", regexp.MustCompile(`^print\b\s*[^\s(=.,)\]:]|^print\b\s*\(.*\)\s*[%,]|[:;]\s*print\s+["'\w]`)},
	{"the exec statement", regexp.MustCompile(`^exec\b\s*[^\s(=.,)\]:]`)},
	{exceptComma, oldExcept},
	{`"raise X, text"`, regexp.MustCompile(`(?:^|:[ \t]*)raise\s+[\w.\[\]]+\s*,`)},
	{"backticks", regexp.MustCompile("`[^`\n]+`")},
	{`"<>"`, regexp.MustCompile(`[\w)\]]\s*<>\s*[\w(\["']`)},
	{"a long number", regexp.MustCompile(`\b(?:\d+|0[xX][0-9a-fA-F]+)[lL]\b`)},
	{`a ur"" string`, regexp.MustCompile(`\b[uU][rR]["']`)},
	{"a tuple parameter", regexp.MustCompile(`^def\s+\w+\s*\((?:.*,)?\s*\(|\blambda\s*\(`)},
}

// oldSign names what is Python 2 in a statement that Python 3 does not
// parse, "" for nothing.
func oldSign(statement string) string {
	// What matters is at the beginning; a string can be long.
	statement = statement[:min(len(statement), 2000)]
	for _, o := range old {
		if o.sign.MatchString(statement) {
			return o.name
		}
	}
	return ""
}
