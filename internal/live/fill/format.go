package fill

import (
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

func (f *Filler) byFormat(name, format string) string {
	switch strings.ToLower(format) {
	case "date", "full-date":
		return date.Of(name, "date")
	case "date-time", "datetime", "timestamp":
		return date.Of(name, "date-time")
	case "time", "partial-time":
		return "10:00:00"
	case "duration":
		return "PT1H"
	case "uuid", "uuid4", "guid":
		return f.UUID(name)
	case "objectid", "object-id", "bson-objectid", "mongo-id", "mongoid", "oid":
		return f.ObjectID(name)
	case "uri", "url", "iri", "http-url":
		return usual.URL
	case "uri-reference", "iri-reference":
		return "/"
	case "hostname", "idn-hostname":
		return "example.com"
	case "ipv4", "ip":
		return "192.0.2.1"
	case "ipv6":
		return "2001:db8::1"
	case "byte", "base64":
		return "aGVsbG8="
	case "binary":
		return "hello"
	case "phone", "tel", "phone-number":
		return usual.Phone
	case "decimal", "money", "float", "double":
		n, ok := usual.Number(name)
		if !ok {
			n = 10
		}
		return strconv.FormatFloat(n, 'f', 2, 64)
	case "int32", "int64", "integer":
		return "1"
	case "json":
		return "{}"
	case "json-pointer":
		return "/"
	case "regex":
		return "^a"
	case "slug":
		return strings.ToLower(f.unique("slug", &api.Schema{}, ""))
	case "color", "hex-color":
		return "#3366cc"
	case "credit-card":
		return usual.Card
	case "country-code", "country", "currency", "iban", "bic", "isbn", "zip", "postal-code", "mac", "locale", "language":
		v, _ := usual.Text(format)
		return v
	}
	return ""
}

// byName makes a text from the name, and from the type where the name says
// nothing.
func (f *Filler) byName(name string, s *api.Schema) string {
	if kind := date.Kind(name, ""); kind != "" {
		return date.Of(name, kind)
	}
	if usual.Reference(name) {
		if v, ok := usual.Text(name); ok {
			return v
		}
		if s.MaxLength != nil && *s.MaxLength >= 32 && *s.MaxLength <= 36 || strings.Contains(usual.Words(name), "uuid") || strings.Contains(usual.Words(name), "guid") {
			return f.UUID(name)
		}
		return f.ObjectID(name)
	}
	if v, ok := usual.Text(name); ok {
		return sized(usual.Words(name), v, s)
	}
	if lexicon.Phone(name) {
		return usual.Phone
	}
	if lexicon.Address(name) {
		return usual.URL
	}
	if n, ok := usual.Number(name); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	if f.parameter {
		return "a"
	}
	t := "sample"
	if f.turn > 0 {
		t += strconv.Itoa(f.turn + 1)
	}
	return t
}

// sized is another spelling of the value where the length asks for one.
func sized(name, v string, s *api.Schema) string {
	if strings.HasSuffix(name, "country") && s.MinLength != nil && *s.MinLength > 2 {
		if s.MaxLength != nil && *s.MaxLength == 3 {
			return "USA"
		}
		return "United States"
	}
	if v == "94105" && s.MinLength != nil && *s.MinLength > 5 {
		return "941050"
	}
	if v == usual.Phone && s.MaxLength != nil && *s.MaxLength < len(v) {
		return "4155552671"
	}
	return v
}
