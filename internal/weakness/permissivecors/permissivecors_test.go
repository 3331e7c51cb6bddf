package permissivecors_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/permissivecors"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, permissivecors.Weakness) }
