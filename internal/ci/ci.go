// Package ci runs a scan in a build. It reads its inputs from the
// environment, starts the API where it is told how, and tells the result in
// the forms that a build service shows: reports, a job summary, annotations
// on file and line, outputs for later steps, one comment on a pull request.
//
//   - Outputs, annotations and the summary are GitHub's; where its variables
//     are absent, reports and exit code are what is left.
//   - No header, token or password is printed, not even of an input that is
//     malformed.
//   - What comes from outside (the API, its log, a pull request) is text: no
//     line of it is a command to the runner.
//   - What was started is stopped, however the scan ends.
package ci

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/ashlarsec/ashlar/internal/ci/process"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
	"github.com/ashlarsec/ashlar/internal/report"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// Exit codes that are not the gate's. DESIGN.md, "Exit codes".
const (
	gateFailed  = 1
	cannotWork  = 2
	noAnswer    = 3
	interrupted = 130
)

// Environment is all that a run sees of the outside, but for what is started
// and the service of comments.
type Environment struct {
	Stdout, Stderr io.Writer
	Getenv         func(string) (string, bool)
	Environ        []string // for what is started
	// Prepare checks the words of a scan, without sending anything. Its
	// errors are usage errors.
	Prepare func(Wish) (Scan, error)
}

// Wish is one scan, in the words of "ashlar scan".
type Wish struct {
	Args           []string          // flags
	Targets        []string          // files and folders
	Secrets        map[string]string // values that are never shown, by their placeholders
	Stdout, Stderr io.Writer
}

// Scan scans as it was prepared. Beside an error there may be a result.
type Scan func(context.Context) (Result, error)

// Result is how a scan ended.
type Result struct {
	Scan      *finding.Scan // nil: there was nothing to tell
	Base      *finding.Scan // what it is compared with; may be nil
	Judgement *gate.Judgement
	Code      int // exit code
}

// run is one build step.
type run struct {
	Environment
	in       *inputs
	secrets  map[string]string // by their placeholders
	masker   *evidence.Masker
	out, err *guarded // what is printed and is no command
	commands commands
	api      atomic.Pointer[process.Group] // nil: nothing was started
	scans    []*scanned
	fault    string // why it could not work; "": it could
}

// scanned is the scan of one URL.
type scanned struct {
	Result
	target string // as the user named it; "" where there is only one
	scan   Scan
	paths  paths
}

// Run does the step and returns its exit code.
func Run(ctx context.Context, env Environment) int {
	r := &run{Environment: env, masker: evidence.NewMasker()}
	r.out, r.err = newGuarded(env.Stdout, r.masker), newGuarded(env.Stderr, r.masker)
	r.commands = commands{w: env.Stdout, masker: r.masker, on: r.env("GITHUB_ACTIONS") == "true"}
	code := r.scanAll(ctx)
	r.flush()
	code = r.tell(code)
	r.comment(ctx)
	r.flush()
	return code
}

// scanAll does everything up to the results.
func (r *run) scanAll(ctx context.Context) int {
	r.secrets = secretsOf(r.Getenv)
	for placeholder, value := range r.secrets {
		r.masker.Register(placeholder, value)
	}
	var err error
	if r.in, err = read(r.Getenv); err != nil {
		return r.broken(err)
	}
	for _, name := range unknown(r.Environ) {
		if near := meant(name); near != "" { // it may have been to fail the build
			return r.broken(usage("set "+variable(near), "%s is no input: did you mean %s?", name, near))
		}
		r.say("%s is no input: ashlar ci --help lists them", name)
	}
	if err := r.prepare(); err != nil {
		return r.broken(err)
	}
	defer r.whenSignalledAgain()()
	defer r.stop() // also where starting fails
	if err := r.start(ctx); err != nil {
		if ctx.Err() != nil {
			r.say("interrupted while the API came up")
			return interrupted
		}
		return r.broken(err)
	}
	code := 0
	for _, s := range r.scans {
		code = worse(code, r.one(ctx, s))
		if code == interrupted {
			break
		}
	}
	return code
}

func (r *run) prepare() error {
	if err := r.in.makeFolders(); err != nil {
		return err
	}
	targets := r.in.urls
	if len(targets) == 0 {
		targets = []string{""}
	}
	for i, url := range targets {
		s := &scanned{paths: r.in.pathsOf(i)}
		if len(targets) > 1 {
			s.target = url
		}
		var err error
		s.scan, err = r.Prepare(Wish{Args: r.in.words(url, s.paths), Targets: r.in.targets, Secrets: r.secrets, Stdout: r.out, Stderr: r.err})
		if err != nil {
			return blame(err)
		}
		r.scans = append(r.scans, s)
	}
	return nil
}

// one scans one URL.
func (r *run) one(ctx context.Context, s *scanned) int {
	if s.target != "" {
		r.say("scanning %s", s.target)
	}
	r.flush()
	r.commands.group("Ashlar: " + cmp.Or(s.target, "the report"))
	result, err := s.scan(ctx)
	r.flush()
	r.commands.endGroup()
	s.Result = result
	if s.Scan != nil {
		if settled, err := report.Settled(s.Scan); err == nil {
			s.Scan = settled
		}
	}
	if err != nil {
		s.Code = r.broken(err)
	}
	if ctx.Err() == nil {
		r.sayHowTheAPIIs(ctx, err != nil || s.Scan != nil && s.Scan.Interrupted)
	}
	return s.Code
}

// worse is the code that counts of two: it could not work, it was
// interrupted, it failed, it said too little.
func worse(a, b int) int {
	for _, code := range []int{cannotWork, interrupted, gateFailed, noAnswer} {
		if a == code || b == code {
			return code
		}
	}
	return 0
}

// broken tells an error and its hint, and is the exit code.
func (r *run) broken(err error) int {
	r.say("%v", err)
	if u, ok := errors.AsType[*scan.UsageError](err); ok && u.Hint != "" {
		fmt.Fprintln(r.err, "hint:", u.Hint)
	}
	if r.fault == "" {
		r.fault = err.Error()
	}
	return cannotWork
}

// say prints a line about the step.
func (r *run) say(format string, args ...any) {
	fmt.Fprintf(r.err, "ashlar: %s\n", evidence.Printable(fmt.Sprintf(format, args...)))
}

func (r *run) flush() {
	r.out.flush()
	r.err.flush()
}

func (r *run) env(name string) string {
	value, _ := r.Getenv(name)
	return value
}

func usage(hint, format string, args ...any) error {
	return &scan.UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}

// patience is how long the service of comments may take in all.
const patience = time.Minute
