package excessivedataexposure_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/excessivedataexposure"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, excessivedataexposure.Weakness) }
