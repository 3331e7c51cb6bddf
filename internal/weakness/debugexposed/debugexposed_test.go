package debugexposed_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/debugexposed"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, debugexposed.Weakness) }
