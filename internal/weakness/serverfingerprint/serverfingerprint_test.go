package serverfingerprint_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/serverfingerprint"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, serverfingerprint.Weakness) }
