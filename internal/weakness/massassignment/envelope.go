package massassignment

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// wrappers are names of what holds a document, whatever it is.
var wrappers = map[string]bool{"data": true, "attributes": true, "payload": true, "item": true, "object": true, "resource": true, "document": true, "record": true}

// deepest is how far an envelope is opened: data, then attributes.
const deepest = 3

// envelope is the pointer to the document inside a body that wraps it,
// {"user": {…}} or {"data": {"type": …, "attributes": {…}}}; "" where the body
// is the document. What is put beside the document is not put into it. Any
// other object alone is a part of the document: {"address": {…}}.
func envelope(body any, kind string) string {
	at := ""
	for range deepest {
		object, _ := body.(map[string]any)
		name, inner := "", map[string]any(nil)
		for k, v := range object {
			switch nested, ok := v.(map[string]any); {
			case ok && name == "" && (wrappers[strings.ToLower(k)] || strings.EqualFold(k, kind) || lexicon.Account(k)):
				name, inner = k, nested
			case k == "type" || k == "id": // JSON:API
			default:
				return at
			}
		}
		if name == "" || len(inner) == 0 {
			return at
		}
		at += pointer(name)
		body = inner
	}
	return at
}

// inside is the schema at a pointer of properties.
func inside(s *api.Schema, at string) *api.Schema {
	for part := range strings.SplitSeq(strings.TrimPrefix(at, "/"), "/") {
		if part != "" {
			s = s.Property(strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
		}
	}
	return s
}

// documentAt is what the body holds at the pointer.
func documentAt(body any, at string) map[string]any {
	if at != "" {
		body, _ = compare.Get(body, at)
	}
	doc, _ := body.(map[string]any)
	return doc
}

// kindOf is the name of what the operation writes, or "".
func kindOf(p *weakness.LivePass, op *weakness.Operation) string {
	if res := p.Outline.Resource(op); res != nil {
		return res.Name
	}
	return ""
}
