package updateoperatorinjection_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/updateoperatorinjection"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, updateoperatorinjection.Weakness) }
