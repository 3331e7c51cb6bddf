package refusal

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// item reads an object about one field: {"loc": …, "msg": …} of pydantic,
// {"field": …, "message": …} of many.
func (r *reading) item(o map[string]any, at, in string, depth int) bool {
	if name, ok := o["propertyName"].(string); ok { // MongoDB's own validator
		for _, d := range elements(o["details"]) {
			if detail, ok := d.(map[string]any); ok {
				r.rejected(detail, at+"/"+pointer.Escape(name), in)
			}
		}
		return true
	}
	var place any
	for _, key := range fieldKeys {
		if v, ok := o[key]; ok && v != nil {
			if inner, ok := v.(map[string]any); ok { // JSON:API: source.pointer
				v = first(inner, "pointer", "parameter", "field")
			}
			if place = v; place != nil {
				if key == "name" && r.names[usual.Squeezed(scalar.Text(v))] == "" && (depth == 0 || o["code"] != nil || o["status"] != nil || !wording.IsIdentifier(scalar.Text(v))) || key == "path" && strings.HasPrefix(scalar.Text(v), "/") && r.names[usual.Squeezed(pointer.Name(scalar.Text(v)))] == "" {
					place = nil
					continue
				}
				break
			}
		}
	}
	said := first(o, messageKeys...)
	if place == nil || said == nil {
		return false
	}
	if text, ok := place.(string); ok {
		parts := dotted(text)
		if _, known := r.names[usual.Squeezed(text)]; !known && !wording.IsIdentifier(parts[len(parts)-1]) && !(len(parts) > 1 && pointer.IsIndex(parts[len(parts)-1])) {
			return false
		}
		if _, isLocation := locations[text]; isLocation && r.names[usual.Squeezed(text)] == "" {
			return false
		}
	}
	where, inside := r.place(place, at, in)
	if typ, ok := o["type"].(string); ok && o["loc"] != nil {
		ctx, _ := o["ctx"].(map[string]any)
		r.typed(scalar.Text(said), typ, ctx, where, inside)
		return true
	}
	switch said := said.(type) {
	case string:
		r.message(said, where, inside, "")
	default:
		r.value(said, where, inside, true, depth+1)
	}
	for key, v := range o {
		if valueLists[strings.ToLower(key)] && len(elements(v)) > 0 {
			r.add(where, inside, wording.Rule{Values: elements(v)})
		}
	}
	return true
}

func elements(v any) []any { a, _ := v.([]any); return a }

func first(o map[string]any, keys ...string) any {
	for _, k := range keys {
		if v, ok := o[k]; ok && v != nil && v != "" {
			return v
		}
	}
	return nil
}

// typed reads an error of pydantic, whose type and context say more than its
// message.
func (r *reading) typed(msg, typ string, ctx map[string]any, at, in string) {
	said := wording.Read(strings.TrimPrefix(msg, "Value error, "))
	switch {
	case typ == "missing" || typ == "value_error.missing" || strings.Contains(typ, "none.not_allowed"):
		said = wording.Rule{Missing: true}
	case typ == "extra_forbidden" || typ == "value_error.extra":
		said = wording.Rule{Unknown: true}
	}
	if p, ok := ctx["pattern"].(string); ok {
		said.Pattern = p
	}
	if permitted := elements(ctx["permitted"]); len(permitted) > 0 {
		said.Values = permitted
	}
	r.add(at, in, said)
}

// rejected reads a detail of MongoDB's schema validation.
func (r *reading) rejected(detail map[string]any, at, in string) {
	spec, _ := detail["specifiedAs"].(map[string]any)
	said := wording.Rule{}
	for key, v := range spec {
		n, isNumber := scalar.Float(v)
		switch key {
		case "bsonType", "type":
			names := elements(v)
			if len(names) == 0 {
				names = []any{v}
			}
			said.Kind = map[string]string{"int": "integer", "long": "integer", "double": "number", "decimal": "number", "number": "number", "string": "string", "bool": "boolean",
				"array": "array", "object": "object", "objectId": "objectid", "date": "date-time"}[scalar.Text(names[0])]
		case "enum":
			said.Values = elements(v)
		case "minimum", "minLength", "minItems":
			if isNumber {
				said.Low = &wording.Bound{N: n, Length: key != "minimum"}
			}
		case "maximum", "maxLength", "maxItems":
			if isNumber {
				said.High = &wording.Bound{N: n, Length: key != "maximum"}
			}
		case "pattern":
			said.Pattern = scalar.Text(v)
		}
	}
	for _, key := range []string{"schemaRulesNotSatisfied", "propertiesNotSatisfied", "details"} {
		if inner := elements(detail[key]); inner != nil {
			r.value(inner, at, in, true, deepestAnswer-4)
		}
	}
	if !said.Empty() {
		r.add(at, in, said)
	}
}
