package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/ashlarsec/ashlar/internal/scan"
)

// redraw is how often the status line changes at most: more flickers.
const redraw = 100 * time.Millisecond

// status is the one line that tells where a scan is. It is drawn on a
// terminal only; on a pipe it would be noise.
type status struct {
	w     io.Writer
	width int // columns
	mu    sync.Mutex
	on    bool
	last  time.Time
}

// narrow is the width of a terminal that does not tell its own.
const narrow = 80

func newStatus(w io.Writer, width int, on bool) *status {
	return &status{w: w, width: cmp.Or(width, narrow), on: on}
}

func (s *status) show(p scan.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on || time.Since(s.last) < redraw {
		return
	}
	s.last = time.Now()
	fmt.Fprintf(s.w, "\r\x1b[K%s", line(p, s.width-1))
}

// line is at most width columns long: a longer one would wrap, and could not
// be cleared. The time left gives way last.
func line(p scan.Progress, width int) string {
	phase := p.Phase
	if p.All > 0 {
		phase = fmt.Sprintf("%s (%d of %d)", p.Phase, p.Done+1, p.All)
	}
	parts := []string{
		phase, fmt.Sprintf("%d operations", p.Operations), fmt.Sprintf("%d requests", p.Requests), fmt.Sprintf("%d findings", p.Findings),
		fmt.Sprintf("%s left", max(0, time.Until(p.Deadline)).Round(time.Second)),
	}
	for len(parts) > 2 && utf8.RuneCountInString(strings.Join(parts, " · ")) > width {
		parts = slices.Delete(parts, 1, 2)
	}
	text := []rune(strings.Join(parts, " · "))
	return string(text[:min(len(text), max(0, width))])
}

// say prints a line of its own.
func (s *status) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	fmt.Fprintln(s.w, text)
}

// end clears the line; nothing is drawn after it.
func (s *status) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	s.on = false
}

func (s *status) clear() {
	if s.on {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
