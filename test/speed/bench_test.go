//go:build unix

// Package speed_test measures the source look on generated applications of
// different sizes. Each measurement is a process of its own, as it is for
// users: its peak memory and its processor time are what the system says of
// it.
//
//	go test -run '^$' -bench . -benchtime 3x ./test/speed
package speed_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// stages do a part of a scan each, all that is before it included. The last
// one, without code here, is the program as users run it: it says itself when
// garbage is collected.
var stages = []struct {
	name string
	run  func(dir string) error
}{
	{"parse", func(dir string) error {
		return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			syntax.Parse(path, text)
			return err
		})
	}},
	{"project", func(dir string) error {
		_, err := project.Load(context.Background(), []string{dir}, project.Options{})
		return err
	}},
	{"read", func(dir string) error {
		_, err := source.Read(context.Background(), []string{dir}, project.Options{})
		return err
	}},
	{"scan", nil},
}

// stageVariable names the stage that this process is to run, instead of
// tests, on the folder that is its argument.
const stageVariable = "ASHLAR_STAGE"

func TestMain(m *testing.M) {
	if name, ok := os.LookupEnv(stageVariable); ok {
		for _, s := range stages {
			if s.name == name {
				if err := s.run(os.Args[1]); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(2)
				}
			}
		}
		os.Exit(0)
	}
	code := m.Run()
	if program.path != "" {
		os.RemoveAll(filepath.Dir(program.path))
	}
	for _, a := range applications {
		os.RemoveAll(a.dir)
	}
	os.Exit(code)
}

// applications that were written, by the number of lines that was asked for.
var (
	applications = map[int]generated{}
	writing      sync.Mutex
)

type generated struct {
	dir   string
	lines int
}

func applicationOf(t testing.TB, lines int) generated {
	t.Helper()
	writing.Lock()
	defer writing.Unlock()
	a, there := applications[lines]
	if !there {
		dir, err := os.MkdirTemp("", "ashlar-speed-")
		if err != nil {
			t.Fatal(err)
		}
		a = generated{dir, application(t, dir, lines)}
		applications[lines] = a
	}
	return a
}

// sizes are decades, so that what is not linear shows.
var sizes = []int{10_000, 100_000, 1_000_000}

// The figures: lines for each second of the clock and of processor time, and
// the most memory that the process had at once.
func Benchmark(b *testing.B) {
	for _, s := range stages {
		for _, lines := range sizes {
			for _, cores := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/lines=%d/cores=%d", s.name, lines, cores), func(b *testing.B) { measure(b, s.name, lines, cores) })
			}
		}
	}
}

func measure(b *testing.B, stage string, lines, cores int) {
	a := applicationOf(b, lines)
	var busy time.Duration
	var peak int64
	for b.Loop() {
		used := process(b, stage, a.dir, cores)
		busy += time.Duration(used.Utime.Nano() + used.Stime.Nano())
		peak = max(peak, used.Maxrss)
	}
	all := float64(a.lines) * float64(b.N)
	b.ReportMetric(all/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(all/busy.Seconds(), "lines/cpu-s")
	b.ReportMetric(float64(peak)/1024, "MB")
	b.ReportMetric(0, "ns/op")
}

// program is the binary, once it was built.
var program struct {
	once sync.Once
	path string
}

func binary(t testing.TB) string {
	t.Helper()
	program.once.Do(func() {
		dir, err := os.MkdirTemp("", "ashlar-binary-")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "ashlar")
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../../cmd/ashlar").CombinedOutput(); err != nil {
			t.Fatalf("building the program: %v\n%s", err, out)
		}
		program.path = path
	})
	return program.path
}

// process runs a stage, and tells what it used.
func process(t testing.TB, stage, dir string, cores int) *syscall.Rusage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], dir)
	cmd.Env = append(os.Environ(), stageVariable+"="+stage, "GOGC=200") // as in cmd/ashlar
	if stage == "scan" {
		cmd = exec.CommandContext(t.Context(), binary(t), "scan", dir, "--budget", "1h", "--format", "json", "--output", os.DevNull)
	}
	cmd.Env = append(cmd.Environ(), fmt.Sprintf("GOMAXPROCS=%d", cores))
	if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 1 { // 1: it found something
		t.Fatalf("%s: %v\n%s", stage, err, out)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage)
}

// BenchmarkManyFiles reads 50,000 files of a line each: what a file costs.
func BenchmarkManyFiles(b *testing.B) {
	const files = 50_000
	dir := b.TempDir()
	for i := range files {
		folder := filepath.Join(dir, fmt.Sprintf("part%d", i/500))
		if i%500 == 0 {
			if err := os.Mkdir(folder, 0o777); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("m%d.py", i)), []byte("import flask\n"), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	var peak int64
	for b.Loop() {
		peak = max(peak, process(b, "read", dir, 2).Maxrss)
	}
	b.ReportMetric(files*float64(b.N)/b.Elapsed().Seconds(), "files/s")
	b.ReportMetric(float64(peak)/1024, "MB")
}

// What is generated is read as an application: nothing in it is a problem, a
// limit, or unknown.
func TestApplication(t *testing.T) {
	t.Parallel()
	a := applicationOf(t, 2000)
	p, err := source.Read(t.Context(), []string{a.dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	modules := (a.lines - strings.Count(shared, "\n")) / strings.Count(module, "\n")
	if want := 12 * modules; len(p.Operations) != want || p.Lines != a.lines {
		t.Errorf("%d operations, not %d; %d lines, not %d", len(p.Operations), want, p.Lines, a.lines)
	}
	if len(p.Problems)+len(p.Limits) > 0 {
		t.Error(p.Problems, p.Limits)
	}
	for _, op := range p.Operations {
		if len(op.Queries) == 0 || len(op.Answers) == 0 || !op.Access.Authenticated() {
			t.Errorf("%s: %d queries, %d answers, %v", op, len(op.Queries), len(op.Answers), op.Access)
		}
	}
}
