package mend

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/google/go-cmp/cmp"
)

// A document in an envelope of its own name, of an API that answers with
// problems whose title alone says what is wrong.
func TestPatientInEnvelope(t *testing.T) {
	text := &api.Schema{Types: []string{"string"}}
	inside := &api.Schema{Types: []string{"object"}, Properties: []*api.Property{{Name: "name", Schema: text}, {Name: "bloodType", Schema: text}, {Name: "birthDate", Schema: text}}}
	schema := &api.Schema{Types: []string{"object"}, Properties: []*api.Property{{Name: "patient", Schema: inside}}}

	made, _ := fill.Body(schema, &fill.Source{Unique: "abc"}, fill.Full).(map[string]any)
	if patient, _ := made["patient"].(map[string]any); patient["name"] == nil {
		t.Errorf("made %v", made)
	}

	var body any = map[string]any{"patient": map[string]any{"name": "x", "bloodType": "O+", "birthDate": "1990-05-15"}}
	for _, title := range []string{"patient.bloodType must be one of A, B, AB, 0", "patient.birthDate must be in format DD.MM.YYYY"} {
		var ok bool
		body, _, ok = Body(body, 422, map[string]any{"type": "about:blank", "title": title, "status": 422.0}, schema, &fill.Source{Unique: "abc"})
		if !ok {
			t.Errorf("nothing is learned from %q", title)
		}
	}
	want := map[string]any{"patient": map[string]any{"name": "x", "bloodType": "A", "birthDate": "15.05.1990"}}
	if diff := cmp.Diff(any(want), body); diff != "" {
		t.Error(diff)
	}
}
