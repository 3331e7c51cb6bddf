package patterninjection_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/patterninjection"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, patterninjection.Weakness) }
