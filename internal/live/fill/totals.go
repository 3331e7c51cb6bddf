package fill

import (
	"math"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

// agree makes totals fit: a server that checks them should find them right.
func agree(o map[string]any, s *api.Schema) {
	var price, quantity float64
	for name, v := range o {
		n, ok := scalar.Float(v)
		if !ok {
			continue
		}
		switch usual.Words(name) {
		case "price", "unit_price", "price_per_unit":
			price = n
		case "quantity", "qty":
			quantity = n
		}
	}
	if price == 0 || quantity == 0 {
		return
	}
	for name := range o {
		switch usual.Words(name) {
		case "total", "subtotal", "total_price", "total_amount", "line_total", "grand_total":
			total := price * quantity
			if _, isNumber := scalar.Float(o[name]); !isNumber {
				continue
			}
			if p := s.Property(name); p != nil && (p.Example != nil || len(p.Enum) > 0 || len(p.Any) > 0 || !within(total, p) || p.Type() == "integer" && total != math.Trunc(total)) {
				continue
			}
			o[name] = scalar.Plain(total)
		}
	}
}
