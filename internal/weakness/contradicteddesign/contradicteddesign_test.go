package contradicteddesign_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/contradicteddesign"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, contradicteddesign.Weakness) }
