package massassignment_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/massassignment"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, massassignment.Weakness) }
