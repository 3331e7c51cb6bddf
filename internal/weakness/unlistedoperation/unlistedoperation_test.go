package unlistedoperation_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/unlistedoperation"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, unlistedoperation.Weakness) }
