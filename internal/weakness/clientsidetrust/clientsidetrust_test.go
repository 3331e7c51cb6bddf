package clientsidetrust_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/clientsidetrust"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, clientsidetrust.Weakness) }
