package weaktoken

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
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

// The other claims stay as they were written: a large number is no float.
func TestRewrittenTokenKeepsItsClaims(t *testing.T) {
	payload := encoding.EncodeToString([]byte(`{"sub": 9007199254740993, "exp": 4102444800}`))
	forged := rewritten("e30."+payload+".x", hashes["HS256"], "secret")
	raw, err := encoding.DecodeString(strings.Split(forged, ".")[1])
	if err != nil || string(raw) != `{"forged":true,"sub": 9007199254740993, "exp": 4102444800}` {
		t.Errorf("payload is %s, %v", raw, err)
	}
}

func TestKeysOfASetArePEM(t *testing.T) {
	// The first lines of the example in RFC 7517, appendix A.1, with its exponent.
	const set = `{"keys": [{"kty": "EC", "crv": "P-256"}, {"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw", "e": "AQAB"}]}`
	var body any
	if err := json.Unmarshal([]byte(set), &body); err != nil {
		t.Fatal(err)
	}
	keys := fromSet(body)
	if len(keys) != 2 || keys[0] != keys[1]+"\n" {
		t.Fatalf("%d keys, want one with and without its last line break", len(keys))
	}
	block, _ := pem.Decode([]byte(keys[0]))
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if rsaKey, ok := key.(*rsa.PublicKey); err != nil || !ok || rsaKey.E != 65537 || rsaKey.Size() != 256 {
		t.Errorf("key is %v, %v", key, err)
	}
}
