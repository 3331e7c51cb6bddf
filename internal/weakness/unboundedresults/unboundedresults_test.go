package unboundedresults_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/unboundedresults"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, unboundedresults.Weakness) }
