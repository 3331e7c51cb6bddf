package accountenumeration_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/accountenumeration"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, accountenumeration.Weakness) }
