package clientsidetrust

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/source"
)

// purchase tells whether the operation, or what it writes, is about buying or
// paying, and not an offer whose price is its maker's.
func purchase(c *source.Collection, op *source.Operation) bool {
	for _, name := range []string{c.Name, op.Path} {
		if named(name, offers) {
			return false
		}
	}
	return named(c.Name, purchases) || named(c.Name, payments)
}

var payments = words(`payment invoice bill charge payout refund transfer withdrawal deposit loan claim subscription checkout receipt`)

// sum tells whether a number of that name is one that the server adds up. A
// bare amount can be what the caller wants to pay or note.
func sum(name string) bool {
	n := last(name)
	return money(n) && (!lexicon.Measure(n) || named(n, words("total subtotal discount"))) && n != "amount"
}

// funds tells whether a number of that name is what somebody has.
func funds(name string) bool {
	n := lexicon.Words(last(name))
	if len(n) == 1 && n[0] == "credit" {
		return true
	}
	return slices.ContainsFunc(n, func(w string) bool {
		switch w {
		case "balance", "credits", "wallet", "funds", "saldo", "points", "coins":
			return true
		}
		return false
	})
}

// howMuch tells whether the name may be of how much.
func howMuch(name string) bool {
	return named(name, words("value quantity points coins credits money number"))
}

func last(dotted string) string {
	for i := len(dotted) - 1; i >= 0; i-- {
		if dotted[i] == '.' {
			return dotted[i+1:]
		}
	}
	return dotted
}
