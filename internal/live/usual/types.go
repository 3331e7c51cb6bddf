package usual

import (
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/date"
)

// Types guesses the JSON types of a value from its name, best first.
func Types(name string) []string {
	w := lexicon.Words(name)
	if len(w) == 0 {
		return []string{"string"}
	}
	last := w[len(w)-1]
	_, flag := lookup(flags, name)
	switch {
	case flag, w[0] == "is", w[0] == "has", w[0] == "can", w[0] == "allow", w[0] == "enable", w[0] == "accept":
		return []string{"boolean"}
	case lexicon.Email(name), lexicon.Username(name), lexicon.Password(name), lexicon.FreeText(name), lexicon.Phone(name), lexicon.Identifier(name), lexicon.Address(name):
		return []string{"string"}
	case date.Kind(name, "") != "":
		return []string{"string"}
	case textual[last]:
		return []string{"string"}
	}
	if collections[last] {
		return []string{"array"}
	}
	if places[Words(name)] {
		return []string{"object"}
	}
	if v, ok := Number(name); ok {
		if v != float64(int64(v)) || fractional[last] {
			return []string{"number"}
		}
		return []string{"integer"}
	}
	return []string{"string"}
}

var (
	// textual names are in the table of numbers too, and mostly texts.
	textual = map[string]bool{"zip": true, "zipcode": true, "code": true, "phone": true, "mobile": true, "cvv": true, "cvc": true, "number": true, "size": true, "priority": true,
		"level": true, "position": true, "version": true, "pin": true, "otp": true, "from": true, "first": true, "status": true, "month": true, "timestamp": true, "order": true}
	collections = map[string]bool{"items": true, "tags": true, "products": true, "lines": true, "ids": true, "roles": true, "permissions": true, "list": true, "images": true,
		"photos": true, "categories": true, "ingredients": true, "steps": true, "attachments": true, "options": true, "keywords": true, "labels": true, "features": true, "participants": true, "members": true, "skills": true}
	places     = map[string]bool{"metadata": true, "settings": true, "preferences": true, "options": true, "config": true, "attributes": true, "properties": true, "payload": true, "filter": true, "data": true}
	fractional = map[string]bool{"price": true, "cost": true, "fee": true, "amount": true, "total": true, "rate": true, "salary": true, "weight": true}
)
