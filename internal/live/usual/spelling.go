package usual

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

var abbreviations = table(map[string]string{
	"date_of_birth birth_date": "dob birthdate birthday birth_date",
	"first_name":               "firstname fname",
	"last_name":                "lastname lname surname",
	"phone_number":             "phone mobile",
	"email_address":            "email",
	"zip_code postal_code":     "zip postcode",
})

// Spellings are ways to write the name, the likeliest first: "first name" is
// first_name, firstName, firstname, fname, first …
func Spellings(name string) []string {
	forms := written(name)
	if short, ok := abbreviations[Words(name)]; ok {
		forms = slices.Insert(forms, 2, strings.Fields(short)...)
	}
	return forms
}

func written(name string) []string {
	w := lexicon.Words(name)
	if len(w) < 2 {
		if name == "" {
			return nil
		}
		return []string{strings.ToLower(name)}
	}
	camel := w[0]
	for _, part := range w[1:] {
		camel += strings.ToUpper(part[:1]) + part[1:]
	}
	return slices.Compact([]string{strings.Join(w, "_"), camel, strings.Join(w, ""), w[0], w[len(w)-1]})
}
