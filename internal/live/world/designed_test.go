package world

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/live/identity"
)

func TestAlike(t *testing.T) {
	who := func(tenant string, account map[string]any) *identity.Identity {
		i := identity.New("", "", tenant, identity.Configured, identity.Credential{})
		i.Learn(account)
		return i
	}
	for name, test := range map[string]struct {
		of          string
		a, b        *identity.Identity
		same, known bool
	}{
		"tenants of the file":           {"tenant", who("acme", nil), who("globex", nil), false, true},
		"one tenant of the file":        {"tenant", who("acme", nil), who("acme", map[string]any{"tenant_id": 7.0}), true, true},
		"tenants of accounts":           {"tenant", who("", map[string]any{"org_id": "t1"}), who("", map[string]any{"org_id": "t1"}), true, true},
		"a name and an identifier":      {"tenant", who("acme", nil), who("", map[string]any{"tenant": "65f0"}), false, false},
		"a name, and both identifiers":  {"tenant", who("acme", map[string]any{"tenant": "65f0"}), who("", map[string]any{"tenant": "65f0"}), true, true},
		"nothing known":                 {"tenant", who("", nil), who("", nil), false, false},
		"identifiers are of one alone":  {"id", who("", nil), who("", nil), false, true},
		"identifiers under their names": {"id", who("", map[string]any{"sub": "1"}), who("", map[string]any{"user_id": 1.0}), true, true},
		"a claim":                       {"department", who("", map[string]any{"department": "x"}), who("", map[string]any{"department": "y"}), false, true},
		"a claim that one lacks":        {"department", who("", map[string]any{"department": "x"}), who("", nil), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if same, known := (&World{}).alike(test.of, test.a, test.b); same != test.same || known != test.known {
				t.Errorf("alike %t, known %t; want %t, %t", same, known, test.same, test.known)
			}
		})
	}
}
