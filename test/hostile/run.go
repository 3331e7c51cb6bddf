package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Bounds of every scan here. DESIGN.md, "Safety".
const (
	budget     = 2 * time.Second
	timeout    = 500 * time.Millisecond // of one request
	rate       = "1000"                 // requests a second: the machine is the limit
	afterwards = 10 * time.Second       // that a scan may take after its budget
	mostMemory = 500 << 20              // bytes that are resident at most
)

// result is what became of one scan.
type result struct {
	code    int
	stderr  string
	report  []byte        // nil: none was written
	scan    *finding.Scan // of the report; nil where it is not JSON
	invalid error         // why the report is not as its schema says
	left    []string      // files beside the report
	took    time.Duration
	memory  int64  // bytes resident at most; 0: unknown
	said    string // of the end, where there is more than one scan
}

// bench runs scans.
type bench struct {
	ashlar string // the built program
	schema *jsonschema.Schema
}

func newBench(ashlar, root string) (*bench, error) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(root, "docs", "scan.schema.json"))
	if err != nil {
		return nil, fmt.Errorf("reading the schema of the scan document: %w", err)
	}
	ashlar, err = filepath.Abs(ashlar)
	return &bench{ashlar, schema}, err
}

// try runs the target's scan, and says what is not as it should be.
func (b *bench) try(ctx context.Context, t target) (*result, []string) {
	dir, err := os.MkdirTemp("", "ashlar-hostile-")
	if err != nil {
		return &result{}, []string{err.Error()}
	}
	e := &env{dir: dir}
	defer e.end()
	args := t.start(e)
	if e.failed != nil {
		return &result{}, []string{"setting it up: " + e.failed.Error()}
	}
	if t.instead != nil {
		return t.instead(ctx, b, e, args)
	}
	r := b.scan(ctx, e, t, args)
	return r, t.judge(r, e)
}

// scan runs ashlar scan with the arguments, a budget and a report in JSON.
func (b *bench) scan(ctx context.Context, e *env, t target, args []string) *result {
	args = append([]string{"scan", "--format", "json", "--output", e.report(), "--budget", t.within().String(), "--timeout", timeout.String(), "--rate", rate}, args...)
	cmd := b.measured(ctx, e, args...)
	var stderr, memory bytes.Buffer
	cmd.Stderr, cmd.Stdout = &stderr, &memory // the report goes to a file
	began := time.Now()
	err := cmd.Run()
	r := &result{took: time.Since(began), stderr: strings.ReplaceAll(stderr.String(), e.dir+"/", "")}
	_, _ = fmt.Sscan(memory.String(), &r.memory) // 0 where it is not known
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		r.code = exit.ExitCode()
	} else if err != nil {
		r.code, r.stderr = -1, err.Error()
	}
	b.read(e, r)
	return r
}

// command is the program as it is run here: with two identities, and an
// environment of its own.
func (b *bench) command(ctx context.Context, e *env, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.ashlar, args...)
	cmd.Dir = e.dir
	cmd.Env = append(os.Environ(), "ASHLAR_ALICE="+tokenOfAlice, "ASHLAR_BOB="+tokenOfBob)
	return cmd
}

// measuring is the variable that makes a process [measure] another.
const measuring = "ASHLAR_HOSTILE_MEASURES"

// measured is command, run by a small process between, which prints how much
// memory it took: what Linux counts for a process begins with what the one had
// that started it, and this one serves bombs.
func (b *bench) measured(ctx context.Context, e *env, args ...string) *exec.Cmd {
	cmd := b.command(ctx, e, args...)
	self, err := os.Executable()
	if err != nil {
		e.fail(err)
	}
	cmd.Args = append([]string{self, b.ashlar}, args...)
	cmd.Path = self
	cmd.Env = append(cmd.Env, measuring+"=1")
	return cmd
}

// measure runs the command, prints the bytes of memory that it had at most,
// and returns its exit code.
func measure(args []string) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	fmt.Println(resident(cmd.ProcessState))
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	} else if err != nil {
		return 1
	}
	return 0
}

func (b *bench) read(e *env, r *result) {
	entries, err := os.ReadDir(filepath.Dir(e.report()))
	if err != nil {
		e.fail(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(e.report()) {
			r.left = append(r.left, entry.Name())
		}
	}
	if r.report, err = os.ReadFile(e.report()); err != nil {
		r.report = nil
		return
	}
	r.invalid = b.valid(r.report)
	if r.invalid == nil {
		r.scan = new(finding.Scan)
		r.invalid = json.Unmarshal(r.report, r.scan)
	}
}

// valid holds a report to the schema of the scan document. The ledger of
// thousands of operations is held to it in part: it would take a minute.
func (b *bench) valid(report []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(report))
	if err != nil {
		return err
	}
	if document, ok := value.(map[string]any); ok {
		if ledger, ok := document["ledger"].([]any); ok && len(ledger) > mostCells {
			document["ledger"] = append(ledger[:mostCells/2:mostCells/2], ledger[len(ledger)-mostCells/2:]...)
		}
	}
	return b.schema.Validate(value)
}

// mostCells of a ledger are held to the schema.
const mostCells = 2000

// ending is how the scan ended, in a few words.
func (r *result) ending() string {
	switch {
	case r.code == 2:
		line, _, _ := strings.Cut(strings.TrimPrefix(r.stderr, "ashlar: "), "\n")
		return "refused: " + line
	case r.scan == nil:
		return fmt.Sprintf("no report, exit code %d", r.code)
	case r.scan.Interrupted:
		for _, n := range r.scan.Notes {
			if why, ok := strings.CutPrefix(n.Text, "the scan stopped early: "); ok {
				return "early: " + why
			}
		}
		return "early"
	}
	return "at its end"
}

// told is all that the report says of what was left out: notes, reasons of the
// ledger and, where there is no report, what stderr says.
func (r *result) told() string {
	if r.scan == nil {
		return r.stderr
	}
	var b strings.Builder
	for _, n := range r.scan.Notes {
		b.WriteString(n.Text + "\n")
	}
	seen := map[string]bool{}
	for _, c := range r.scan.Ledger {
		if !seen[c.Reason] {
			seen[c.Reason] = true
			b.WriteString(string(c.State) + ": " + c.Reason + "\n")
		}
	}
	for _, who := range r.scan.Identities {
		b.WriteString(who.Name + ": " + who.Reason + "\n")
	}
	return b.String()
}

// moves tells where a text has what moves the cursor of a terminal, or turns
// the direction of what is read.
func moves(text string) (around string, yes bool) {
	for i, c := range text {
		turns := c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x200e || c == 0x200f
		if unicode.IsControl(c) && c != '\n' && c != '\t' || turns {
			return fmt.Sprintf("%q", text[max(0, i-30):min(len(text), i+30)]), true
		}
	}
	return "", false
}
