package ownerfromclient_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/ownerfromclient"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest"
)

func Test(t *testing.T) { weaknesstest.Run(t, ownerfromclient.Weakness) }
