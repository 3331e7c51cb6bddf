package missingratelimit_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/missingratelimit"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, missingratelimit.Weakness) }
