package missingratelimit

import (
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// A machine that was busy at first hid that each answer came later than the
// one before, and the login was told to be without a limit.
func TestSlowed(t *testing.T) {
	for name, test := range map[string]struct {
		took func(i int) time.Duration
		want bool
	}{
		"grows":                    {func(i int) time.Duration { return time.Duration(30*i) * time.Millisecond }, true},
		"grows on a busy machine":  {func(i int) time.Duration { return 700*time.Millisecond + time.Duration(40*i)*time.Millisecond }, true},
		"a busy machine":           {func(i int) time.Duration { return time.Duration(300+i*7%11*200) * time.Millisecond }, false},
		"busy at the end":          {func(i int) time.Duration { return time.Duration(400+i/20*700-i%20) * time.Millisecond }, false},
		"quick":                    {func(i int) time.Duration { return time.Duration(5+i%3) * time.Millisecond }, false},
		"grows by next to nothing": {func(i int) time.Duration { return time.Duration(5+i) * time.Millisecond }, false},
	} {
		b := &burst{}
		for i := range 30 {
			b.answers = append(b.answers, &wire.Exchange{Elapsed: test.took(i)})
		}
		if got := b.slowed(); got != test.want {
			t.Errorf("%s: slowed %t", name, got)
		}
	}
}
