package namespaceinjection_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/namespaceinjection"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, namespaceinjection.Weakness) }
