package plaintextcredentials_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/plaintextcredentials"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, plaintextcredentials.Weakness) }
