package scan

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/contract"
)

// A relative server is known by its absolute address, and still at its place.
func TestAnchor(t *testing.T) {
	m, err := contract.Parse("http://api.example/docs/openapi.yaml", []byte("openapi: 3.1.0\nservers: [{url: ../v1}]\npaths: {/a: {get: {}}}\n"), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	anchor(m, "http://api.example/docs/openapi.yaml")
	if at := m.ServerPlaces["http://api.example/v1"]; m.Servers[0] != "http://api.example/v1" || at.Line != 2 || at.Pointer != "/servers/0" {
		t.Errorf("%q at %+v", m.Servers, at)
	}
}
