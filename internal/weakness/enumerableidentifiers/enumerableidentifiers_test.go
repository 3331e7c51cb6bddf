package enumerableidentifiers_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/enumerableidentifiers"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, enumerableidentifiers.Weakness) }
