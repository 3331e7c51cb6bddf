package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ashlarsec/ashlar/internal/scan"
)

// redraw is how often the status line changes at most: more flickers.
const redraw = 100 * time.Millisecond

// status is the one line that tells where a scan is. It is drawn on a
// terminal only; on a pipe it would be noise.
type status struct {
	w    io.Writer
	on   bool
	mu   sync.Mutex
	last time.Time
}

func newStatus(w io.Writer, on bool) *status { return &status{w: w, on: on} }

func (s *status) show(p scan.Progress) {
	if !s.on {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.last) < redraw {
		return
	}
	s.last = time.Now()
	line := p.Phase
	if p.All > 0 {
		line = fmt.Sprintf("%s (%d of %d)", p.Phase, p.Done+1, p.All)
	}
	line += fmt.Sprintf(" · %d operations · %d requests · %d findings", p.Operations, p.Requests, p.Findings)
	if p.Deadline.IsZero() {
		line += fmt.Sprintf(" · %s", time.Since(p.Started).Round(time.Second))
	} else {
		line += fmt.Sprintf(" · %s left", max(0, time.Until(p.Deadline)).Round(time.Second))
	}
	fmt.Fprintf(s.w, "\r\x1b[K%s", line)
}

// end clears the line.
func (s *status) end() {
	if s.on {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
