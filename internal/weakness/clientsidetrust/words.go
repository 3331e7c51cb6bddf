package clientsidetrust

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

var (
	// prices are what a catalogue says that an item costs.
	prices = words(`price cost rate fare fee tariff precio preis prix preco prezzo`)
	// sums are what a server adds up.
	sums = words(`total subtotal amount sum due gesamtpreis importe montant betrag`)
	// reductions change a sum.
	reductions = words(`discount tax vat surcharge commission`)
	// quantities are how many of an item are bought.
	quantities = words(`quantity qty count units seats nights tickets guests persons people pieces copies menge cantidad quantite`)

	// states tell how far an order is.
	states = words(`status state paid approved`)

	// purchases are what one makes of a catalogue item without naming the
	// price.
	purchases = words(`order purchase booking reservation cart basket checkout sale transaction subscription ticket rental trip ride
		enrollment enrolment registration appointment lease hire bestellung pedido commande line lineitem buy book reserve rent subscribe`)
	// offers are what one names the price of oneself.
	offers = words(`bid offer quote quotation proposal donation pledge tip gift alert watch watchlist wish wishlist budget expense negotiation
		listing stock inventory adjustment movement variant promotion coupon campaign deal refund return review rating comment
		product catalog catalogue price estimate goal target`)
)

// named tells whether one of the words of the name is in the table.
func named(name string, table map[string]bool) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return table[w] || table[lexicon.Singular(w)] })
}

// catalogued tells whether a number of that name is what an item costs.
func catalogued(name string) bool {
	return lexicon.Computed(name) && named(name, prices) || priced[strings.ToLower(name)]
}

// priced are prices that are not named as computed values are.
var priced = words(`price cost rate fare fee daily_rate hourly_rate nightly_rate rate_per_night price_per_night dailyrate hourlyrate`)

// money tells whether a number of that name is a sum or part of one.
func money(name string) bool {
	return (lexicon.Computed(name) || catalogued(name)) && (named(name, prices) || named(name, sums) || named(name, reductions) || strings.HasSuffix(name, "_cents"))
}

// state tells whether a text or boolean of that name says how far an order
// is paid.
func state(name string) bool { return lexicon.Computed(name) && named(name, states) }
