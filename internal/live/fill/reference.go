package fill

import (
	"strconv"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

func (f *Filler) referred(at string, s *api.Schema) bool {
	_, ok := f.Reference(at, s)
	return ok
}

// Reference asks the caller for an identifier that the schema allows.
func (f *Filler) Reference(at string, s *api.Schema) (any, bool) {
	if f.Source.Reference == nil || s != nil && len(s.Enum) > 0 {
		return nil, false
	}
	v, ok := f.Source.Reference(at)
	if !ok || v == nil {
		return nil, false
	}
	return conformed(v, s)
}

// conformed is the identifier in the type that the schema asks for.
func conformed(v any, s *api.Schema) (any, bool) {
	v = scalar.Plain(v)
	switch text, isText := v.(string); {
	case isText && s.Is("string"):
		return text, true
	case isText && (s.Is("integer") || s.Is("number")):
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case isText:
		return nil, false
	}
	if n, ok := v.(int64); ok && !s.Is("integer") && !s.Is("number") {
		return strconv.FormatInt(n, 10), s.Is("string")
	}
	return v, true
}
