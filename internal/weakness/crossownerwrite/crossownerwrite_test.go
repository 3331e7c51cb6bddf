package crossownerwrite_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/crossownerwrite"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, crossownerwrite.Weakness) }
