//go:build unix

package contract

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Opening a pipe that nobody writes to would wait for ever.
func TestPipe(t *testing.T) {
	dir := write(t, map[string]string{"openapi.yaml": "openapi: 3.0.0\npaths: {/a: {$ref: pipe.yaml}}\n"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.yaml"), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := LoadFile(filepath.Join(dir, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(texts(m.Problems), "\n"); got != `the reference "pipe.yaml" points to something that is no regular file` {
		t.Errorf("got %q", got)
	}
}
