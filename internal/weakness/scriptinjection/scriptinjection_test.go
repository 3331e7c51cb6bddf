package scriptinjection_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/scriptinjection"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, scriptinjection.Weakness) }
