package usual

// Password has what password rules ask for: 14 long; upper, lower, digit,
// symbol; no name, year or run in it. It opens nothing.
const Password = "Vq7!mTz9#Rk4wp"

// Values that are also asked for by format. The card is a
// published test number.
const (
	Phone = "+14155552671"
	Card  = "4111111111111111"
	URL   = "https://example.com/"
)

// Text is the usual text of that name.
func Text(name string) (string, bool) { return lookup(texts, name) }

// texts are values by name that APIs of all kinds take. Numbers and card
// numbers are the published test values of their kind, addresses those that
// RFC 5737 and 2606 keep for documentation.
var texts = table(map[string]string{
	"phone phone_number phone_no mobile mobile_number mobile_phone tel telephone cell cellphone fax contact_number whatsapp msisdn": Phone,
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
	"card_number cc_number credit_card pan card": Card,
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
	"url uri link website homepage webhook callback endpoint href avatar image_url photo logo": URL,
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
	"coordinates":       "latitudeNumber,13.405",
	"lat latitude":      "52.52",
	"lon lng longitude": "13.405",
	"quantity qty count amount price total page limit": "1",
	"age":           "30",
	"regex pattern": "^a",
})
