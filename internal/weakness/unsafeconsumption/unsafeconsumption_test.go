package unsafeconsumption_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/unsafeconsumption"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, unsafeconsumption.Weakness) }
