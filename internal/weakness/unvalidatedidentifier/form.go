package unvalidatedidentifier

import (
	"regexp"
	"strings"
)

// form is a malformed identifier.
type form struct {
	what, value string
}

var (
	digits = regexp.MustCompile(`^[0-9]{1,18}$`)
	hexID  = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)
	uuidID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// tooLong is a number beyond the 8 bytes that BSON and most SQL databases
// hold: PyMongo raises OverflowError, also where <int:id> took it.
var tooLong = strings.Repeat("9", 25)

// malformed lists what an API that looks at the form of identifiers refuses,
// and one that does not fails on. Of a name or slug, which may be any text,
// only the first; the honest one tells which it is.
func malformed(honest string) []form {
	forms := []form{{"text that is no identifier", "not-an-id"}}
	switch {
	case digits.MatchString(honest):
		forms = append(forms, form{"a number of 25 digits", tooLong})
	case hexID.MatchString(honest):
		forms = append(forms, form{"24 letters that are not hexadecimal", strings.Repeat("z", 24)})
	case uuidID.MatchString(honest):
		forms = append(forms, form{"24 hexadecimal digits in the place of a UUID", strings.Repeat("0", 24)})
	}
	return forms
}

// wellFormed is an identifier like the honest one that nobody has.
func (l *look) wellFormed(honest any) any {
	if honest == nil || honest == "" {
		return l.p.Similar(strings.Repeat("0", 24))
	}
	return l.p.Similar(honest)
}
