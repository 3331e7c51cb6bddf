package unvalidatedidentifier_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/unvalidatedidentifier"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, unvalidatedidentifier.Weakness) }
