package ci

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

// guarded writes whole lines in which no secret and no workflow command is
// left. A runner takes a line that begins with :: for a command, and the older
// ##[ anywhere in one. Safe for concurrent use.
type guarded struct {
	mu     sync.Mutex
	w      io.Writer
	masker *evidence.Masker
	rest   []byte // of a line that has not ended
}

func newGuarded(w io.Writer, masker *evidence.Masker) *guarded {
	return &guarded{w: w, masker: masker}
}

// longestLine is written out although it has not ended: memory is bounded.
const longestLine = 1 << 20

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rest = append(g.rest, b...)
	for {
		end := bytes.IndexAny(g.rest, "\r\n")
		if end < 0 && len(g.rest) < longestLine {
			return len(b), nil
		}
		line, skip := g.rest, len(g.rest)
		if end >= 0 {
			line, skip = g.rest[:end], end+1
		}
		if err := g.line(string(line)); err != nil {
			return 0, err
		}
		g.rest = g.rest[skip:]
	}
}

// flush writes what has not ended.
func (g *guarded) flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.rest) > 0 {
		g.line(string(g.rest))
		g.rest = nil
	}
}

func (g *guarded) line(s string) error {
	_, err := io.WriteString(g.w, harmless(g.masker.Registered(s))+"\n")
	return err
}

// harmless is a line that no runner takes for a command.
func harmless(line string) string {
	line = strings.ReplaceAll(line, "##[", "## [")
	if rest := strings.TrimLeft(line, " \t\u00a0\ufeff"); strings.HasPrefix(rest, "::") {
		return line[:len(line)-len(rest)] + ": :" + rest[2:]
	}
	return line
}
