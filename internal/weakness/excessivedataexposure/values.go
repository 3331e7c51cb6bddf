package excessivedataexposure

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

// Forms that only a secret has, as the whole of a value.
var (
	// Werkzeug, Django, passlib, crypt(5), LDAP (RFC 2307).
	passwordHash = regexp.MustCompile(`^(?:scrypt:\d+:\d+:\d+\$|pbkdf2:[\w:]+\$|(?:pbkdf2|bcrypt|argon2|scrypt)(?:_sha\d+)?\$\$?\w|\$2[abxy]?\$\d\d\$|\$argon2(?:id|i|d)\$|\$scrypt\$|\$pbkdf2[\w-]*\$|\$[156y]\$|\{S?SHA\d*\}|\{CRYPT\})\S{8,}$`)
	hexDigest    = regexp.MustCompile(`^(?i:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$`)
	jsonWebToken = regexp.MustCompile(`^eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*$`) // RFC 7519
	// Prefixes that their issuers chose so that they are found.
	vendorKey  = regexp.MustCompile(`^(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|[sr]k_(?:live|test)_\w{8,}|whsec_\w{16,}|xox[a-z]-[\w-]{10,}|sk-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,})$`)
	privateKey = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----`)
	userinfo   = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@`) // a password in a URI (RFC 3986, 3.2.1)
	digits     = regexp.MustCompile(`^\d(?:[ -]?\d){13,18}$`)

	// What stands in the place of a value that is not shown.
	withheld = regexp.MustCompile(`(?i)\*{2,}|•{2,}|x{4,}|\bredacted\b|\bhidden\b|\bmasked\b|\bfiltered\b|^<[^>]*>$|^(?:null|none|nil|n/a|unset|not set|undefined|true|false|yes|no|string|-+)$`)
)

// kind of exposure, worst first.
type kind int

const (
	forbidden kind = iota // by the design
	hash                  // of a password
	password              // in clear
	secret                // a key or token that lets one act
	card
	foreign  // another's contact data
	personal // what the state or a bank gives to one person, notes for staff
	unlisted // among what the design lets be read
)

// said is how a kind is told.
var said = map[kind]string{
	forbidden: "secret by design", unlisted: "not to be read by design",
	hash: "a password hash", password: "a password", secret: "a secret", card: "a card number",
	foreign: "another's contact data", personal: "data of a sensitive kind",
}

// secretForm tells whether a value is a key or token by its form alone.
func secretForm(v string) bool {
	return jsonWebToken.MatchString(v) || vendorKey.MatchString(v) || privateKey.MatchString(v) || userinfo.MatchString(v)
}

// classify says what kind a value is; false for one that may be shown.
func classify(name string, value any) (kind, bool) {
	text, number := "", false
	switch v := value.(type) {
	case string:
		text = strings.TrimSpace(v)
	case float64:
		text, number = request.Text(v), true
	}
	sensitive := lexicon.Sensitive(name)
	switch {
	case text == "" || withheld.MatchString(text):
		return 0, false
	case passwordHash.MatchString(text):
		return hash, true
	case sensitive && hexDigest.MatchString(text) && passwordNamed(name):
		return hash, true
	case cardNumber(text) && (sensitive || !number && !lexicon.Identifier(name) && !counted(name)):
		return card, true
	case secretForm(text):
		return secret, true
	case !sensitive || number && lexicon.Token(name):
		return 0, false
	case lexicon.Password(name):
		return password, true
	case lexicon.Token(name), lexicon.APIKey(name), lexicon.Code(name), lexicon.ConnectionString(name), secretName(name):
		return secret, true
	}
	return personal, true
}

// passwordNamed tells whether a name is of a password or its hash: a hash of
// a file is no secret.
func passwordNamed(name string) bool {
	words := strings.Join(lexicon.Words(name), " ")
	return lexicon.Password(name) || strings.Contains(words, "pass") || strings.Contains(words, "pwd") || strings.Contains(words, "pw hash")
}

// secretName tells sensitive names that give power over an account from those
// of personal data.
func secretName(name string) bool {
	for _, w := range lexicon.Words(name) {
		switch w {
		case "secret", "secrets", "key", "password", "passwd", "pwd", "pass", "salt", "hash", "credential", "credentials", "token", "cvv", "cvc", "cvv2", "cvc2", "pin",
			"otp", "totp", "mfa", "2fa", "answer", "recovery", "backup", "reset", "activation", "verification":
			return true
		}
	}
	return false
}

// counted tells whether numbers of that name have many digits by nature.
func counted(name string) bool {
	for _, w := range lexicon.Words(name) {
		switch w {
		case "at", "time", "timestamp", "date", "ts", "ean", "isbn", "gtin", "upc", "imei", "iccid", "barcode", "phone", "mobile", "tracking", "serial", "hash", "checksum", "version", "created", "updated", "expires", "nonce", "trace":
			return true
		}
	}
	return false
}

// cardNumber tells whether the text is a number of one of the networks, with
// their lengths, and passes the check of ISO/IEC 7812-1, annex B. Thirteen
// digits, as Visa once had, are left out: they are times and article numbers.
func cardNumber(text string) bool {
	if !digits.MatchString(text) {
		return false
	}
	n := strings.NewReplacer(" ", "", "-", "").Replace(text)
	return network(n) && evidence.Luhn(n)
}

func network(n string) bool {
	prefix := func(digits, from, to int) bool {
		p := 0
		for _, c := range n[:digits] {
			p = p*10 + int(c-'0')
		}
		return p >= from && p <= to
	}
	switch len(n) {
	case 14:
		return prefix(3, 300, 305) || prefix(2, 36, 36) || prefix(2, 38, 39) // Diners Club
	case 15:
		return prefix(2, 34, 34) || prefix(2, 37, 37) // American Express
	case 16:
		return prefix(1, 4, 4) || prefix(2, 51, 55) || prefix(4, 2221, 2720) || // Visa, Mastercard
			prefix(4, 6011, 6011) || prefix(3, 644, 659) || prefix(4, 3528, 3589) || prefix(2, 62, 62) // Discover, JCB, UnionPay
	}
	return len(n) == 19 && (prefix(1, 4, 4) || prefix(2, 62, 62))
}
