package usual

// Where a point is put: Berlin.
const (
	Latitude  = 52.52
	Longitude = 13.405
)

// Number is the usual number of that name.
func Number(name string) (float64, bool) { return lookup(numbers, name) }

// numbers are values by name. A price times a quantity gives the total, see
// agree.
var numbers = table(map[string]float64{
	"quantity qty count number units copies seats guests people persons adults party_size num":                                            1,
	"price unit_price cost fee amount value sum rate salary wage budget total subtotal grand_total total_price total_amount":              10,
	"discount tax vat discount_amount tip children infants discount_percent discount_rate tax_rate tax_amount shipping_cost delivery_fee": 0,
	"precio preco preis prix monto importe betrag":                                                                                        10,
	"cantidad quantidade menge anzahl":   1,
	"edad idade alter":                   30,
	"balance credit points score_points": 0,
	"age":                                30,
	"percent percentage pct ratio_percent progress": 10,
	"latitude lat":                         Latitude,
	"longitude lon lng long":               Longitude,
	"altitude elevation":                   34,
	"year":                                 2030,
	"exp_year expiry_year expiration_year": 2035,
	"birth_year year_of_birth":             1990,
	"month exp_month expiry_month":         6,
	"day":                                  15,
	"hour hours":                           2,
	"minute minutes":                       30,
	"duration duration_minutes timeout":    30,
	"weight mass":                          1.5,
	"height width length depth radius":     10,
	"rating stars score rank":              4,
	"page page_number":                     1,
	"per_page page_size limit =size max_results =top =first": 10,
	"offset skip =start =from cursor":                        0,
	"port":                                                   8080,
	"stock inventory stock_quantity in_stock capacity max_participants available_seats": 10,
	"ratio probability confidence": 0.5,
	"temperature":                  20,
	"level priority position sort_order version index floor": 1,
	"zip zip_code zipcode postal_code":                       94105,
	"cvv cvc":                                                123,
	"card_number":                                            4111111111111111,
	"phone phone_number mobile":                              4155552671,
	"pin otp verification_code":                              123456,
	"timestamp epoch unix_time":                              1893456000,
	"bedrooms bathrooms rooms":                               2,
	"calories distance steps mileage":                        100,
})

// Flag is what an honest client says.
func Flag(name string) bool {
	yes, _ := lookup(flags, name)
	return yes
}

// flags are yes where yes is what an honest client says.
var flags = table(map[string]bool{
	"terms accept_terms terms_accepted agree agreed agree_terms accepted consent tos accept_tos gdpr privacy privacy_accepted confirm confirmed terms_and_conditions age_confirmed": true,
	"active is_active enabled is_enabled available is_available visible in_stock":                                                                                                   true,
})
