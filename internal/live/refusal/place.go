package refusal

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

// place turns what an error calls a place into a pointer and a location:
// ["body", "items", 0, "sku"], "address.zip", "/data/attributes/name".
func (r *reading) place(v any, at, in string) (string, string) {
	var tokens []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			tokens = append(tokens, scalar.Text(e))
		}
	default:
		tokens = dotted(scalar.Text(v))
	}
	if len(tokens) > 1 {
		if l, ok := locations[tokens[0]]; ok && r.schema.Property(tokens[0]) == nil {
			if _, sent := compare.Get(r.sent, "/"+pointer.Escape(tokens[0])); !sent {
				tokens, in = tokens[1:], l
			}
		}
	}
	here, _ := compare.Get(r.sent, at)
	s := pointer.Schema(r.schema, at)
	for i, t := range tokens {
		inner, there := compare.Get(here, "/"+pointer.Escape(t))
		var declared *api.Schema
		if s != nil {
			declared = pointer.Below(s, t)
		}
		_, object := here.(map[string]any)
		// pydantic names the member of a union: ["u", "list[int]"].
		if !there && declared == nil && (!object && here != nil && !pointer.IsIndex(t) || i > 0 && i < len(tokens)-1 && object && member.MatchString(t)) {
			continue
		}
		at += "/" + pointer.Escape(t)
		here, s = inner, declared
	}
	return at, in
}

// member is how pydantic writes a type or model in a path.
var member = regexp.MustCompile(`^([A-Z]\w*|int|str|float|bool|bytes|date|datetime|decimal|.*[\[\](){}].*)$`)

var subscripts = regexp.MustCompile(`\[['"]?([^\]'"]+)['"]?\]`)

func dotted(path string) []string {
	path = subscripts.ReplaceAllString(path, ".$1")
	path = strings.TrimPrefix(strings.TrimPrefix(path, "$"), ".")
	if strings.HasPrefix(path, "/") || !strings.Contains(path, ".") {
		path = strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".")
	}
	return strings.Split(path, ".")
}
