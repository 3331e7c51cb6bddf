package process

import (
	"strings"
	"sync"
)

const (
	kept  = 16 << 10 // bytes of output
	shown = 40       // lines of it
)

// tail keeps the end of what is written. Safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if len(t.text) > 2*kept {
		t.text = append(t.text[:0], t.text[len(t.text)-kept:]...)
	}
	return len(b), nil
}

func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(string(t.text))
	if text == "" {
		return nil
	}
	all := strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' })
	return all[max(0, len(all)-shown):]
}
