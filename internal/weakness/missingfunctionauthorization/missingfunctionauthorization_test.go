package missingfunctionauthorization_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/missingfunctionauthorization"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, missingfunctionauthorization.Weakness) }
