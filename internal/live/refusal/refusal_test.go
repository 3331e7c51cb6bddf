package refusal

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/live/wording"
)

func TestRead(t *testing.T) {
	missing, unknown := wording.Rule{Missing: true}, wording.Rule{Unknown: true}
	for name, c := range map[string]struct {
		sent, answer string
		want         Refusal
	}{
		"webargs":     {`{}`, `{"errors":{"json":{"items":{"0":{"qty":["Missing data for required field."]}}}}}`, Refusal{Complaints: []Complaint{{"/items/0/qty", "body", missing}}}},
		"pydantic":    {`{"a":1}`, `[{"loc":["query","page"],"msg":"Field required","type":"missing"}]`, Refusal{Complaints: []Complaint{{"/page", "query", missing}}}},
		"jsonschema":  {`{"b":1}`, `{"error":"Additional properties are not allowed ('b' was unexpected)"}`, Refusal{Complaints: []Complaint{{"/b", "", unknown}}}},
		"KeyError":    {`{}`, `"<pre>KeyError: 'email'</pre>"`, Refusal{Complaints: []Complaint{{"/email", "", missing}}}},
		"what to cut": {`{"b":1}`, `{"errors":{"a":["Missing data for required field."],"b":["Unknown field."]}}`, Refusal{Complaints: []Complaint{{"/b", "", unknown}, {"/a", "", missing}}}},
		"one place":   {`{"a":1}`, `{"errors":{"a":["Must be one of: x, y.","Not a valid string."]}}`, Refusal{Complaints: []Complaint{{"/a", "", wording.Rule{Values: []any{"x", "y"}, Kind: "string"}}}}},
		"media type":  {`{}`, `{"error":"Request must be JSON"}`, Refusal{Media: "application/json"}},
		"nothing":     {`{"a":1}`, `{"error":"Invalid credentials"}`, Refusal{}},
	} {
		t.Run(name, func(t *testing.T) {
			var sent, answer any
			for text, v := range map[string]*any{c.sent: &sent, c.answer: &answer} {
				if err := json.Unmarshal([]byte(text), v); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(c.want, Read(sent, nil, nil, answer)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
