// Package usual knows what people put under a name: a country is "US", a
// quantity 1. It is data more than algorithm.
package usual

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Words is a name as the tables below write it: lower-case words and "_".
func Words(name string) string { return strings.Join(lexicon.Words(name), "_") }

// Squeezed is a name without case and joints: firstName is firstname.
func Squeezed(name string) string { return strings.Join(lexicon.Words(name), "") }

// lookup finds the value of the longest ending of the name that the table
// has: billing_zip_code is zip_code. A "=" in the table asks for the whole
// name. Plurals and numbers at the end count as the word itself.
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

// table has a row for each of the names that share one.
func table[T any](rows map[string]T) map[string]T {
	t := map[string]T{}
	for names, v := range rows {
		for name := range strings.FieldsSeq(names) {
			t[name] = v
		}
	}
	return t
}

// HandedOut tells whether a value of that name is handed out by
// someone, and made up is worth nothing.
func HandedOut(name string) bool {
	if lexicon.Token(name) || lexicon.APIKey(name) || lexicon.Code(name) {
		return true
	}
	_, ok := lookup(vouchers, name)
	return ok
}

var vouchers = table(map[string]bool{
	"coupon coupon_code promo promo_code promotion_code voucher voucher_code discount_code gift_code gift_card referral_code referral invite_code invitation_code referrer captcha recaptcha captcha_token nonce csrf_token": true,
})

// Reference tells whether a value of that name names another object.
func Reference(name string) bool {
	_, coded := Text(name)
	return lexicon.Identifier(name) && !Unique(name) && !coded
}

// Unique tells whether values of that name must differ between objects.
func Unique(name string) bool {
	if lexicon.Email(name) {
		return true
	}
	if lexicon.Username(name) {
		return !lexicon.FreeText(name)
	}
	switch w := Words(name); w {
	case "sku", "slug", "code", "handle", "nickname", "login", "user_name", "product_code", "item_code", "product_sku", "item_sku", "subdomain",
		"serial_number", "serial", "asset_tag", "external_id", "order_number", "invoice_number", "employee_number", "employee_id", "student_id", "student_number", "isbn", "barcode",
		"reference", "reference_number", "ref", "key", "identifier", "name_slug", "shortcode", "short_code", "room_number", "license_plate", "plate_number", "registration_number", "vin":
		return true
	}
	return false
}
