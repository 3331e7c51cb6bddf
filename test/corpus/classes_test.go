package main

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/catalogue"
)

func TestClasses(t *testing.T) {
	for name, want := range map[string]string{
		"nosql-operator-injection": "script-injection", // and operator-injection
		"BOLA":                     "owner-from-client",
		"price_tampering":          "client-side-trust",
		"weak-jwt":                 "weak-token",
		"operator-injection":       "operator-injection",
	} {
		if c := findClass(name); c == nil || !c.answeredBy(want) {
			t.Errorf("%s is not answered by %s: %+v", name, want, c)
		}
	}
	if c := findClass("operator-injection"); c.answeredBy("script-injection") {
		t.Error("an ID of ours is answered by another weakness")
	}
	if findClass("missing-authentication") == nil || !findClass("missing-authentication").operation {
		t.Error("missing-authentication is not about an operation")
	}
	if findClass("bad-weather") != nil {
		t.Error("bad-weather is a class")
	}
}

func TestClassNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range classes {
		for _, name := range c.names {
			if seen[name] {
				t.Errorf("%s is twice in the table", name)
			}
			seen[name] = true
		}
	}
}

// coming has a class already and its folder not yet.
const coming = "unsafe-consumption"

func TestWeaknessesAreOfTheCatalogue(t *testing.T) {
	for _, c := range classes {
		for _, w := range c.weaknesses {
			if catalogue.Find(w) == nil && w != coming {
				t.Errorf("%s: there is no weakness %s", c.name(), w)
			}
		}
	}
}
