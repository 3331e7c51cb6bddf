package missingauthentication_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/missingauthentication"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, missingauthentication.Weakness) }
