package design

import (
	"slices"
	"strings"
	"testing"
)

func TestEquals(t *testing.T) {
	for roles, want := range map[string]string{
		"customer customer admin admin": "customer",
		"user user ops":                 "user",
		"user seller seller":            "seller",
		"viewer editor":                 "editor viewer", // the file names both: neither is a rank
		"viewer editor clerk":           "",              // a clerk is nobody in particular
		"viewer admin":                  "viewer",
		"editor member":                 "",
		"":                              "",
	} {
		d := &Design{Intent: &Intent{Roles: []Role{{Name: "viewer"}, {Name: "editor"}, {Name: "seller"}, {Name: "ops"}, {Name: "admin"}}}}
		for _, role := range strings.Fields(roles) {
			d.Identities = append(d.Identities, Identity{Role: role})
		}
		if got := d.Equals(); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("of %s equal are %q; want %q", roles, got, want)
		}
	}
}
