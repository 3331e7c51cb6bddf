package usual

import "strings"

// Choices are values to try, in order, where the allowed ones of that name
// are not told.
func Choices(name string) []any {
	list, _ := lookup(choices, name)
	var out []any
	for s := range strings.FieldsSeq(list) {
		out = append(out, s)
	}
	return out
}

// choices are what APIs often allow for such a name.
var choices = table(map[string]string{
	"status state":          "active pending open draft new todo created available published scheduled",
	"priority severity":     "medium low high normal",
	"type kind":             "standard default other general basic personal",
	"category":              "general other Other electronics food",
	"gender sex":            "female male other F M",
	"role":                  "user member customer viewer",
	"currency":              "USD EUR usd",
	"country":               "US USA us Germany",
	"language lang locale":  "en en-US english",
	"payment_method method": "card credit_card cash paypal bank_transfer",
	"frequency":             "daily weekly monthly",
	"unit":                  "piece kg pcs g",
	"size":                  "M medium m L",
	"color colour":          "#3366cc blue",
	"level difficulty":      "medium beginner easy intermediate 1",
	"sort sort_by order_by": "id name created_at date",
	"order direction":       "asc desc",
})

// Parts lists what an object of that name usually holds.
func Parts(name string) []string {
	list, ok := lookup(insides, name)
	if !ok {
		return []string{"name"}
	}
	return strings.Fields(list)
}

var insides = table(map[string]string{
	"address location": "street city state zip country",
	"contact":          "name email phone",
	"coordinates geo":  "lat lng",
	"item product":     "name quantity price",
	"user customer":    "name email",
	"payment card":     "card_number expiry cvv",
})
