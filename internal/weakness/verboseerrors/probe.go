package verboseerrors

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// probe is a malformed request.
type probe struct {
	what    string // a broken JSON body
	request *request.Request
}

// Bounds of what one operation is asked. No value is over-long: where an
// expression backtracks, one such text stops the whole target.
const (
	mostFields  = 4
	mostQueries = 2
)

// malformed lists the probes of an operation, those that most often upset
// something first. The harmless ones fail before anything is done.
func malformed(op *weakness.Operation, r *request.Request, reads, harmless bool) []probe {
	probes := inPath(op, r)
	if op.Body != nil {
		probes = append(probes, wholeBody(r)...)
		if !harmless {
			probes = append(probes, inBody(op, r)...)
		}
	}
	if reads {
		probes = append(probes, inQuery(op, r)...)
	}
	return probes
}

// inPath puts into the last identifier what is none: ObjectId raises on the
// first, C libraries and file systems on the second.
func inPath(op *weakness.Operation, r *request.Request) []probe {
	names := op.PathParameters()
	if len(names) == 0 {
		return nil
	}
	place := request.Place{In: "path", Name: names[len(names)-1]}
	return []probe{
		{"a malformed identifier", r.With(place, "not-an-id'")},
		{"an identifier with a NUL", r.With(place, "a\x00b")},
	}
}

// wholeBody breaks the body as a whole.
func wholeBody(r *request.Request) []probe {
	with := func(what, raw, media string) probe {
		c := r.Clone()
		c.Raw = []byte(raw)
		if c.Header == nil {
			c.Header = map[string]string{}
		}
		c.Header["Content-Type"] = media
		return probe{what, c}
	}
	return []probe{
		with("a broken JSON body", `{"a": `, request.JSON),
		with("a list in the place of an object", `["x"]`, request.JSON),
		with("null in the place of an object", `null`, request.JSON),
		with("an unsupported media type", "a=b", "application/x-unknown"),
	}
}

// inBody puts values of other types into the fields, one at a time:
// validation ends at the first. An unknown operator matches no document, in
// a filter of a change too.
func inBody(op *weakness.Operation, r *request.Request) []probe {
	var probes []probe
	for _, place := range fields(op, r) {
		v, _ := r.Value(place)
		switch v.(type) {
		case string:
			probes = append(probes, probe{"an object in the place of text", r.With(place, map[string]any{"$unknown": 1})})
		case float64, int, int64:
			probes = append(probes, probe{"text in the place of a number", r.With(place, "one")})
		case bool:
			probes = append(probes, probe{"a list in the place of a truth value", r.With(place, []any{"x"})})
		case []any:
			probes = append(probes, probe{"a number in the place of a list", r.With(place, 7)})
		case map[string]any:
			probes = append(probes, probe{"a list in the place of an object", r.With(place, []any{"x"})})
		default:
			probes = append(probes, probe{"an object in the place of a value", r.With(place, map[string]any{"$unknown": 1})})
		}
	}
	return probes
}

// fields are the properties of the body at the top, required ones first.
func fields(op *weakness.Operation, r *request.Request) []request.Place {
	body, ok := r.Body.(map[string]any)
	if !ok {
		return nil
	}
	var schema *api.Schema
	if c := api.JSON(op.Body.Contents); c != nil {
		schema = c.Schema
	}
	names := slices.Sorted(maps.Keys(body))
	slices.SortStableFunc(names, func(a, b string) int { return required(schema, a) - required(schema, b) })
	var places []request.Place
	for _, name := range names[:min(len(names), mostFields)] {
		places = append(places, request.Place{In: "body", Name: "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)})
	}
	return places
}

func required(s *api.Schema, name string) int {
	if s.Requires(name) {
		return 0
	}
	return 1
}

// queries are the query parameters of an operation.
func queries(op *weakness.Operation) []*api.Parameter {
	return slices.DeleteFunc(slices.Clone(op.Parameters), func(p *api.Parameter) bool { return p.In != "query" })
}

// inQuery puts text where numbers belong, and an unclosed group, which no
// regular expression takes, elsewhere.
func inQuery(op *weakness.Operation, r *request.Request) []probe {
	var probes []probe
	all := queries(op)
	for _, q := range all[:min(len(all), mostQueries)] {
		place := request.Place{In: "query", Name: q.Name}
		if t := q.Schema.Type(); t == "integer" || t == "number" {
			probes = append(probes, probe{"text in the place of a number", r.With(place, "one")})
			continue
		}
		probes = append(probes, probe{"a broken pattern", r.With(place, "[(")})
	}
	return probes
}
