package lexicon

import (
	"strconv"
	"strings"
	"sync"
	"testing"
)

// What is remembered is what would be said, for any number of names, by any
// number of goroutines, and does not grow without end.
func TestMemo(t *testing.T) {
	m := remember(func(name string) int { return len(name) })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 3 * maxRemembered {
				name := strings.Repeat("a", i%100) + strconv.Itoa(i)
				if got := m.get(name) + m.get(name); got != 2*len(name) {
					t.Errorf("%q: %d", name, got)
				}
			}
		})
	}
	wg.Wait()
	if len(m.said) > maxRemembered {
		t.Errorf("%d names are kept", len(m.said))
	}
}

// Who gets words may change them.
func TestWordsAreOnesOwn(t *testing.T) {
	Words("user_name")[0] = "other"
	if got := Words("user_name"); got[0] != "user" {
		t.Error(got)
	}
}
