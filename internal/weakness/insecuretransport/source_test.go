package insecuretransport_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/insecuretransport"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

// The live side has tests of its own: its stories would run on loopback,
// where nothing travels.
func TestSource(t *testing.T) {
	w := *insecuretransport.Weakness
	w.Live = nil
	weaknesstest.Run(t, &w)
}
