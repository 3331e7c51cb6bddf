package crossownerread_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/crossownerread"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, crossownerread.Weakness) }
