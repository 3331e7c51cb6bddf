package mend

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// Mending leaves what was sent alone, changes something when it says so, and
// says the same twice.
func FuzzBody(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"email":"x","items":[{"qty":0}]}`, `{"errors":{"json":{"email":["Not a valid email address."],"items":{"0":{"qty":["Must be greater than 0."]}}}}}`},
		{`{"a":1}`, `[{"loc":["body","a"],"msg":"Field required","type":"missing"}]`},
		{`[]`, `"title is required. Must be one of: a, b"`},
		{`{"a":{"b":[1,2]}}`, `{"error":"a.b[0] must be a string","field":"a"}`},
		{`{"date":"2035-01-01"}`, `{"error":"time data 'x' does not match format '%Y-%m-%d'"}`},
		{`"x"`, `{"0":{"":["Unknown field."]},"~":["Length must be 4."]}`},
		{`{"a":"ashq7k2"}`, `{"error":"E11000 dup key: { a: 1 }"}`},
		{`null`, `{"error":"Request body must be a JSON array of exactly 99999999 floats"}`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, sentJSON, answerJSON []byte) {
		var sent, answer any
		if len(sentJSON)+len(answerJSON) > 4096 || json.Unmarshal(sentJSON, &sent) != nil {
			return
		}
		if json.Unmarshal(answerJSON, &answer) != nil {
			answer = string(answerJSON)
		}
		before := compare.Clone(sent)
		body, lessons, changed := Body(sent, 400, answer, nil, source())
		if !reflect.DeepEqual(sent, before) {
			t.Errorf("modified: %v, was %v", sent, before)
		}
		if changed && reflect.DeepEqual(body, sent) && lessons[Media] == nil {
			t.Errorf("changed nothing: %v, %v", body, lessons)
		}
		if !changed && (!reflect.DeepEqual(body, sent) || len(lessons) > 0) {
			t.Errorf("changed silently: %v, %v", body, lessons)
		}
		again, _, _ := Body(sent, 400, answer, nil, source())
		if !reflect.DeepEqual(body, again) {
			t.Errorf("%v, then %v", body, again)
		}
		if o, ok := sent.(map[string]any); ok {
			Parameters(o, 400, answer, nil, source())
		}
	})
}
