package fill

import (
	"math"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// words is a name as the tables below write it: lower-case words and "_".
func words(name string) string { return strings.Join(lexicon.Words(name), "_") }

// lookup finds the value of the longest ending of the name that the table
// has: billing_zip_code is zip_code. A "=" in the table asks for the whole name. Plurals and numbers at the end count as
// the word itself.
func lookup[T any](table map[string]T, name string) (T, bool) {
	parts := lexicon.Words(name)
	if v, ok := table["="+strings.Join(parts, "_")]; ok {
		return v, true
	}
	for i, p := range parts {
		if p = strings.TrimRight(p, "0123456789"); p != "" {
			parts[i] = p
		}
	}
	for i := range parts {
		ending := strings.Join(parts[i:], "_")
		if v, ok := table[ending]; ok {
			return v, true
		}
		if v, ok := table[lexicon.Singular(ending)]; ok {
			return v, true
		}
	}
	var none T
	return none, false
}

func table[T any](rows map[string]T) map[string]T {
	t := map[string]T{}
	for names, v := range rows {
		for name := range strings.FieldsSeq(names) {
			t[name] = v
		}
	}
	return t
}

// texts are values by name that APIs of all kinds take. Numbers and card
// numbers are the published test values of their kind, addresses those that
// RFC 5737 and 2606 keep for documentation.
var texts = table(map[string]string{
	"phone phone_number phone_no mobile mobile_number mobile_phone tel telephone cell cellphone fax contact_number whatsapp msisdn": "+14155552671",
	"zip zip_code zipcode postal_code postcode post_code plz pin_code pincode":                                                      "94105",
	"country country_code nationality citizenship country_of_residence":                                                             "US",
	"state province state_code":                  "CA",
	"city town":                                  "Berlin",
	"region":                                     "west",
	"currency currency_code ccy":                 "USD",
	"language lang language_code locale":         "en",
	"timezone time_zone tz":                      "UTC",
	"color colour":                               "#3366cc",
	"gender sex":                                 "female",
	"salutation honorific":                       "Ms",
	"marital_status":                             "single",
	"blood_type blood_group":                     "O+",
	"card_number cc_number credit_card pan card": "4111111111111111",
	"cvv cvc cvv2 cvc2 card_security_code":       "123",
	"card_expiry expiry_month_year exp card_exp": "12/35",
	"card_type card_brand":                       "visa",
	"iban":                                       "DE89370400440532013000",
	"bic swift swift_code bic_code":              "DEUTDEFF",
	"routing_number":                             "021000021",
	"account_number bank_account_number":         "000123456789",
	"sort_code":                                  "200000",
	"ssn social_security_number":                 "078051120",
	"vat vat_number vat_id tax_id tax_number":    "DE136695976",
	"passport passport_number":                   "X1234567",
	"license_plate plate plate_number registration_number": "B-AB-1234",
	"isbn isbn13":                  "9780306406157",
	"ean upc barcode gtin":         "4006381333931",
	"vin":                          "1HGCM82633A004352",
	"imei":                         "490154203237518",
	"mac mac_address":              "02:00:00:00:00:01",
	"ip ip_address ipaddr ip_addr": "192.0.2.1",
	"host hostname domain domain_name server fqdn":                                             "example.com",
	"url uri link website homepage webhook callback endpoint href avatar image_url photo logo": "https://example.com/",
	"user_agent":                             "Mozilla/5.0",
	"mime_type mime content_type media_type": "text/plain",
	"filename file_name file":                "file.txt",
	"extension file_extension":               "txt",
	"version":                                "1.0.0",
	"sha256 checksum":                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"hash md5":                               "d41d8cd98f00b204e9800998ecf8427e",
	"base64 image_data file_data":            "aGVsbG8=",
	"status":                                 "active",
	"type kind":                              "standard",
	"category":                               "general",
	"priority severity urgency importance difficulty": "medium",
	"size":                                 "M",
	"unit unit_of_measure uom":             "piece",
	"mode":                                 "default",
	"payment_method payment_type":          "card",
	"shipping_method delivery_method":      "standard",
	"role":                                 "user",
	"scope":                                "read",
	"plan tier package":                    "basic",
	"frequency interval period recurrence": "daily",
	"platform":                             "web",
	"channel":                              "email",
	"theme":                                "light",
	"format":                               "json",
	"=order direction sort_order sort_direction order_direction sort_dir": "asc",
	"sort sort_by order_by sort_field":                                    "id",
	"grade":                                                               "A",
	"operator":                                                            "eq",
	"encoding charset":                                                    "utf-8",
	"environment env":                                                     "production",
	"command cmd":                                                         "ping",
	"collection collection_name table table_name":                         "items",
	"database database_name db db_name":                                   "test",
	"where expr expression condition predicate":                           "true",
	"cron schedule":                                                       "0 0 * * *",
	"otp pin totp verification_code confirmation_code activation_code mfa_code auth_code security_code passcode": "123456",
	"time start_time end_time hour opening_time closing_time time_slot":                                          "10:00",
	"year":     "2030",
	"month":    "06",
	"duration": "30",
	"q query search keyword search_term term =filter": "a",
	"grant_type":        "password",
	"hex":               "3366cc",
	"coordinates":       "52.52,13.405",
	"lat latitude":      "52.52",
	"lon lng longitude": "13.405",
	"quantity qty count amount price total page limit": "1",
	"age":           "30",
	"regex pattern": "^a",
})

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
	"latitude lat":                         52.52,
	"longitude lon lng long":               13.405,
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

// flags are yes where yes is what an honest client says.
var flags = table(map[string]bool{
	"terms accept_terms terms_accepted agree agreed agree_terms accepted consent tos accept_tos gdpr privacy privacy_accepted confirm confirmed terms_and_conditions age_confirmed": true,
	"active is_active enabled is_enabled available is_available visible in_stock":                                                                                                   true,
})

// secretFromElsewhere tells whether a value of that name is handed out by
// someone, and made up is worth nothing.
func secretFromElsewhere(name string) bool {
	if lexicon.Token(name) || lexicon.APIKey(name) || lexicon.Code(name) {
		return true
	}
	_, ok := lookup(vouchers, name)
	return ok
}

var vouchers = table(map[string]bool{
	"coupon coupon_code promo promo_code promotion_code voucher voucher_code discount_code gift_code gift_card referral_code referral invite_code invitation_code referrer captcha recaptcha captcha_token nonce csrf_token": true,
})

// refers tells whether a value of that name names another object.
func refers(name string) bool {
	_, coded := lookup(texts, name)
	return lexicon.Identifier(name) && !uniqueName(name) && !coded
}

// uniqueName tells whether values of that name must differ between objects.
func uniqueName(name string) bool {
	if lexicon.Email(name) {
		return true
	}
	if lexicon.Username(name) {
		return !lexicon.FreeText(name)
	}
	switch w := words(name); w {
	case "sku", "slug", "code", "handle", "nickname", "login", "user_name", "product_code", "item_code", "product_sku", "item_sku", "subdomain",
		"serial_number", "serial", "asset_tag", "external_id", "order_number", "invoice_number", "employee_number", "employee_id", "student_id", "student_number", "isbn", "barcode",
		"reference", "reference_number", "ref", "key", "identifier", "name_slug", "shortcode", "short_code", "room_number", "license_plate", "plate_number", "registration_number", "vin":
		return true
	}
	return false
}

// typesOf guesses the JSON types of a value from its name, best first.
func typesOf(name string) []string {
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
	case dateKind(name, "") != "":
		return []string{"string"}
	case textual[last]:
		return []string{"string"}
	}
	if collections[last] {
		return []string{"array"}
	}
	if places[words(name)] {
		return []string{"object"}
	}
	if v, ok := lookup(numbers, name); ok {
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

// agree makes totals fit: a server that checks them should find them right.
func agree(o map[string]any, s *api.Schema) {
	var price, quantity float64
	for name, v := range o {
		n, ok := asFloat(v)
		if !ok {
			continue
		}
		switch words(name) {
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
		switch words(name) {
		case "total", "subtotal", "total_price", "total_amount", "line_total", "grand_total":
			total := price * quantity
			if _, isNumber := asFloat(o[name]); !isNumber {
				continue
			}
			if p := s.Property(name); p != nil && (p.Example != nil || len(p.Enum) > 0 || len(p.Any) > 0 || !within(total, p) || p.Type() == "integer" && total != math.Trunc(total)) {
				continue
			}
			o[name] = plainNumber(total)
		}
	}
}

func asFloat(v any) (float64, bool) {
	switch n := plainNumber(v).(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
