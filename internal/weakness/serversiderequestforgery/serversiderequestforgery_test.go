package serversiderequestforgery_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/serversiderequestforgery"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, serversiderequestforgery.Weakness) }
