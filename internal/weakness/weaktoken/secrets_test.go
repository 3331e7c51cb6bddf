package weaktoken

import (
	"slices"
	"testing"
)

func TestSecretsAreListedOnce(t *testing.T) {
	all := secrets()
	sorted := slices.Sorted(slices.Values(all))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			t.Errorf("%q is listed twice", sorted[i])
		}
	}
	if !slices.Contains(all, "") || !slices.Contains(all, "your-256-bit-secret") || !slices.Contains(all, "it's a secret") {
		t.Error("the list lacks what it should have")
	}
}

// A session that Flask 3.1 and itsdangerous 2.2 signed with SECRET_KEY "dev".
const flaskCookie = "eyJ1c2VyX2lkIjoiNjZmMGExYjJjM2Q0ZTVmNjAwMDAwYTAxIiwibmFtZSI6ImFsaWNlIn0.awtZ0w.5G4wL2eOg1KilpypJRhhP1X_hs8"

func TestSessionOfFlaskIsSignedAgain(t *testing.T) {
	found := flaskSession{}.forgeries(flaskCookie, nil)
	if len(found) != 1 {
		t.Fatalf("%d forgeries, want the one with the listed secret", len(found))
	}
	forged := found[0].make(carrier{token: flaskCookie, form: flaskSession{}})
	if forged == flaskCookie || !session.MatchString(forged) {
		t.Errorf("%q is no other session", forged)
	}
	if again := (flaskSession{}).forgeries(forged, nil); len(again) != 1 {
		t.Errorf("%q is not signed with the same secret", forged)
	}
	if random := (flaskSession{}).resigned(flaskCookie); len(flaskSession{}.forgeries(random, nil)) != 0 {
		t.Errorf("%q is signed with a listed secret", random)
	}
}

func TestTokenOfPyJWTIsSignedAgain(t *testing.T) {
	// jwt.encode({"sub": "name1", "exp": 4102444800}, "random", algorithm="HS256"), PyJWT 2.10
	const token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJuYW1lMSIsImV4cCI6NDEwMjQ0NDgwMH0.gTmJNwP3UfqaLV55xTHhwT8eZpyQI5m9KnbDCHUQXCw"
	all := webToken{}.forgeries(token, nil)
	last := all[len(all)-1]
	if last.field != "secret" {
		t.Fatalf("no listed secret makes the signature of %s", token)
	}
	if forged := last.make(carrier{token: token, form: webToken{}}); forged == token {
		t.Error("it is the token that was issued")
	}
}
