package missinginputbounds_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/missinginputbounds"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, missinginputbounds.Weakness) }
