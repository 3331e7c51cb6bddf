package missingownershipindex_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/missingownershipindex"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, missingownershipindex.Weakness) }
