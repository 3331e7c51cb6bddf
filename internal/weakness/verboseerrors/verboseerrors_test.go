package verboseerrors_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/verboseerrors"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, verboseerrors.Weakness) }
