package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv(measuring) != "" {
		os.Exit(measure(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// side by side: a scan of a hostile target mostly waits.
const together = 2

func TestTargets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ashlar := filepath.Join(dir, "ashlar")
	build := exec.Command("go", "build", "-o", ashlar, "./cmd/ashlar")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := newBench(ashlar, filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	turns := make(chan struct{}, together)
	names := map[string]bool{}
	for _, target := range targets() {
		if names[target.name] {
			t.Errorf("two targets are called %q", target.name)
		}
		names[target.name] = true
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			r, wrong := b.try(t.Context(), target)
			for _, w := range wrong {
				t.Error(w)
			}
			if len(wrong) > 0 {
				fmt.Println(line(target, r))
			}
		})
	}
}

// The judgement sees what it is there to see.
func TestJudge(t *testing.T) {
	t.Parallel()
	good := func() *result { return &result{code: 2, stderr: "ashlar: refused\nhint: no\n"} }
	for name, test := range map[string]struct {
		change func(*result)
		wrong  bool
	}{
		"as it should be":        {func(*result) {}, false},
		"too slow":               {func(r *result) { r.took = 100 * stretched(afterwards) }, true},
		"too much memory":        {func(r *result) { r.memory = mostMemory + 1 }, true},
		"another end":            {func(r *result) { r.code = 0 }, true},
		"a report where none is": {func(r *result) { r.report = []byte("{}") }, true},
		"half a file left":       {func(r *result) { r.left = []string{".ashlar-1.tmp"} }, true},
		"an escape on stderr":    {func(r *result) { r.stderr += "\x1b[2J" }, true},
		"nothing said":           {func(r *result) { r.stderr = "ashlar: refused\n" }, true},
	} {
		r := good()
		test.change(r)
		if wrong := (target{ends: "refused: refused", says: []string{"hint: no"}}).judge(r, &env{}); (len(wrong) > 0) != test.wrong {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}
