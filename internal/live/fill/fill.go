// Package fill makes request values from schemas and names, and corrects
// them from what the API says when it refuses them.
package fill

import "github.com/ashlarsec/ashlar/internal/api"

// Source gives the values that only the caller knows. One Source may not be
// used by two goroutines at once: it remembers what was planted last.
type Source struct {
	// Canary returns a fresh canary for the free-text property name:
	// 16 lower-case letters and digits, or "" to plant none. Nil plants none.
	Canary func(name string) string
	// Reference returns the identifier to put at a place (JSON pointer below
	// the body, or parameter name), if the place takes one. Nil has none.
	Reference func(place string) (any, bool)
	// Unique makes names, e-mails, SKUs … unique: lower-case letters and digits.
	Unique string
	// Known holds values that must be used where they appear. A key is a
	// property or parameter name, or a JSON pointer ("*" for any index). A
	// pointer is obeyed even where the schema has no such property. The
	// values may be [Needed] or [Omitted]; the lessons of [Repair] fit here.
	Known map[string]any

	planted map[string]string
}

// Planted lists the canaries in the value that was made or repaired last:
// JSON pointer → canary.
func (s *Source) Planted() map[string]string { return s.planted }

// Level says how much of an optional schema is filled.
type Level int

const (
	Full     Level = iota // every declared writable property, risky optional ones left out
	Required              // only what is required; Full where nothing is marked
	Examples              // the declared example as it is, where there is one; else Full
)

// A Mark is a value of [Source.Known] that stands for no value.
type Mark string

const (
	Needed  Mark = "needed"  // put it there, with a value made as usual
	Omitted Mark = "omitted" // leave it out, required or not
)

// Media is the lesson that the body should be sent in another media type.
const Media = "media"

// Body makes a value that satisfies the schema. A nil schema gives an empty
// object.
func Body(s *api.Schema, src *Source, level Level) any { return map[string]any{} }

// Parameter makes a value for the parameter: string, int64, float64, bool,
// or a []any of them.
func Parameter(p *api.Parameter, src *Source) any { return "1" }

// Repair reads a refusal (4xx, or an error inside a 200 or 500) and corrects
// the body that was refused. The lessons are keyed by JSON pointer, ready for
// [Source.Known], but for [Media]. Changed is false when nothing was learned.
// The answer is decoded JSON, or a string. What was sent is not modified.
func Repair(sent any, status int, answer any, s *api.Schema, src *Source) (body any, lessons map[string]any, changed bool) {
	return sent, nil, false
}

// RepairParameters is [Repair] for what travels outside the body. Sent and
// lessons are keyed by parameter name.
func RepairParameters(sent map[string]any, status int, answer any, declared []*api.Parameter, src *Source) (values map[string]any, lessons map[string]any, changed bool) {
	return sent, nil, false
}
