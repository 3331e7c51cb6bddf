package weaktoken_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
	"github.com/ashlarsec/ashlar/internal/weakness/weaktoken"
)

func Test(t *testing.T) { weaknesstest.Run(t, weaktoken.Weakness) }
