package databasecommand_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/databasecommand"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, databasecommand.Weakness) }
