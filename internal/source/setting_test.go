package source

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

func TestTruth(t *testing.T) {
	for _, c := range []struct {
		name         string
		value        *flow.Value
		truth, known bool
	}{
		{"True", flow.BoolOf(true), true, true},
		{"False", flow.BoolOf(false), false, true},
		{"either", flow.Join(flow.BoolOf(true), flow.BoolOf(false)), false, false},
		{"a text that says so", flow.TextOf("true"), true, true},
		{"1", flow.NumberOf(1), true, true},
		{"something", flow.Of(flow.Bool), false, false},
		{"not given", nil, false, false},
	} {
		if truth, known := Truth(c.value); truth != c.truth || known != c.known {
			t.Errorf("%s: %t, %t, want %t, %t", c.name, truth, known, c.truth, c.known)
		}
	}
}
