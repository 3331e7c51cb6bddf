package operatorinjection_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/operatorinjection"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, operatorinjection.Weakness) }
