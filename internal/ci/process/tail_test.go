package process

import (
	"fmt"
	"testing"
)

func TestTailIsBounded(t *testing.T) {
	var end tail
	for i := range 100_000 {
		fmt.Fprintf(&end, "line %d\n", i)
	}
	lines := end.lines()
	if len(end.text) > 2*kept || len(lines) != shown || lines[len(lines)-1] != "line 99999" {
		t.Errorf("%d bytes, %d lines, the last %q", len(end.text), len(lines), lines[len(lines)-1])
	}
}
