package mend

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/google/go-cmp/cmp"
)

// source plants the canaries canary0000000000, canary0000000001 …
func source() *fill.Source {
	n := -1
	return &fill.Source{
		Unique: "ashq7k2",
		Canary: func(string) string { n++; return fmt.Sprintf("canary%010d", n) },
	}
}

func object(required string, properties ...*api.Property) *api.Schema {
	return &api.Schema{Types: []string{"object"}, Properties: properties, Required: strings.Fields(required)}
}

func property(name string, s *api.Schema) *api.Property { return &api.Property{Name: name, Schema: s} }

func text() *api.Schema    { return &api.Schema{Types: []string{"string"}} }
func integer() *api.Schema { return &api.Schema{Types: []string{"integer"}} }

// same compares as JSON; a wanted text that starts with "~" is a pattern.
func same(t *testing.T, got, want any) {
	t.Helper()
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	plain := decode(t, string(b))
	for _, leaf := range compare.Leaves(want) {
		if p, ok := leaf.Value.(string); ok && strings.HasPrefix(p, "~") {
			if v, _ := compare.Get(plain, leaf.Pointer); v != nil && regexp.MustCompile(p[1:]).MatchString(fmt.Sprint(v)) {
				want = compare.Set(want, leaf.Pointer, v)
			}
		}
	}
	if diff := cmp.Diff(want, plain); diff != "" {
		t.Error(diff)
	}
}

func decode(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}

// A row of a test: JSON of what was sent, the answer (JSON, or text
// that is none), JSON of the corrected body ("": nothing is learned).
type row struct{ sent, answer, want string }

func mended(t *testing.T, rows map[string]row, s *api.Schema) {
	t.Helper()
	for name, c := range rows {
		t.Run(name, func(t *testing.T) {
			var answer any = c.answer
			var v any
			if json.Unmarshal([]byte(c.answer), &v) == nil {
				answer = v
			}
			sent := decode(t, c.sent)
			src := source()
			body, lessons, changed := Body(sent, 400, answer, s, src)
			if c.want == "" {
				if changed {
					t.Errorf("made %v, learned %v", body, lessons)
				}
				return
			}
			if !changed {
				t.Fatal("learned nothing")
			}
			same(t, body, decode(t, c.want))
			if diff := cmp.Diff(decode(t, c.sent), sent); diff != "" {
				t.Errorf("what was sent is modified: %s", diff)
			}
		})
	}
}
