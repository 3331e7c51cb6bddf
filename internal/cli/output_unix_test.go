//go:build unix

package cli

import (
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

// Found with --output /dev/null as root: the device became a file. A pipe
// stands for it here, since nothing else depends on it.
func TestPipeIsWrittenToAndStays(t *testing.T) {
	folder(t, map[string]string{"notes.yaml": notes})
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		text, err := os.ReadFile("pipe")
		if err != nil {
			t.Error(err)
		}
		got <- string(text)
	}()
	if code, _, stderr := run(t.Context(), nil, "scan", "notes.yaml", "--output", "pipe"); code != 0 {
		t.Fatalf("code %d: %s", code, stderr)
	}
	if info, err := os.Stat("pipe"); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Fatalf("%v: it is %v now", err, info.Mode())
	}
	if text := <-got; !strings.Contains(text, "checks") {
		t.Errorf("read %q", text)
	}
}
