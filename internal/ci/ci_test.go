package ci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
)

// step is a run in a folder of its own, whose scans end as given.
type step struct {
	t        *testing.T
	env      map[string]string
	results  []Result
	err      error // of Prepare
	asked    []Wish
	out, log bytes.Buffer
}

func newStep(t *testing.T, env map[string]string, results ...Result) *step {
	dir := t.TempDir()
	t.Chdir(dir)
	s := &step{t: t, results: results, env: map[string]string{
		"INPUT_SOURCE": ".", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir,
		"GITHUB_OUTPUT": filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
	}}
	for name, value := range env {
		s.env[name] = value
	}
	return s
}

func (s *step) run() int {
	return Run(s.t.Context(), Environment{
		Stdout: &s.out, Stderr: &s.log,
		Getenv: func(name string) (string, bool) { v, ok := s.env[name]; return v, ok },
		Prepare: func(w Wish) (Scan, error) {
			i := len(s.asked)
			s.asked = append(s.asked, w)
			return func(context.Context) (Result, error) { return s.results[i], nil }, s.err
		},
	})
}

func (s *step) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// parsed reads GITHUB_OUTPUT as the runner does: actions/runner,
// FileCommandManager.
func parsed(t *testing.T, text string) map[string]string {
	t.Helper()
	values := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		equals, heredoc := strings.Index(lines[i], "="), strings.Index(lines[i], "<<")
		if equals >= 0 && (heredoc < 0 || equals < heredoc) {
			name, value, _ := strings.Cut(lines[i], "=")
			values[name] = value
			continue
		}
		name, delimiter, ok := strings.Cut(lines[i], "<<")
		if !ok || name == "" || delimiter == "" {
			t.Fatalf("the runner refuses %q", lines[i])
		}
		var value []string
		for i++; i < len(lines) && lines[i] != delimiter; i++ {
			value = append(value, lines[i])
		}
		if i == len(lines) {
			t.Fatalf("no end of %s", name)
		}
		values[name] = strings.Join(value, "\n")
	}
	return values
}

func failed(t *testing.T) Result {
	scan := reporttest.Shop(t)
	return Result{Scan: scan, Code: gateFailed, Judgement: &gate.Judgement{State: gate.Failed, Reasons: []string{"the score 10 is below 75"}, Counts: scan.Findings, New: scan.Findings[:2]}}
}

func TestStepTellsEverywhere(t *testing.T) {
	s := newStep(t, nil, failed(t))
	if code := s.run(); code != gateFailed {
		t.Errorf("exit code %d", code)
	}
	got := parsed(t, s.read("output"))
	want := map[string]string{
		"score": "10", "grade": "F", "findings-count": "8", "new-findings-count": "2", "result": "failed",
		"report-path": "ashlar-report/scan.json", "sarif-path": "ashlar-report/ashlar.sarif", "html-path": "ashlar-report/report.html",
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
	if got["coverage"] == "" {
		t.Error("no coverage")
	}
	if summary := s.read("summary"); !strings.Contains(summary, "**Gate failed:** the score 10 is below 75") || strings.Contains(summary, "<!--") {
		t.Errorf("the summary is\n%.500s", summary)
	}
	out := s.out.String()
	if !strings.Contains(out, "::error title=Ashlar%3A failed::gate failed: the score 10 is below 75\n") {
		t.Errorf("no annotation of the gate in\n%s", out)
	}
	if !regexp.MustCompile(`(?m)^::error file=\S+/orders\.py,line=\d+,title=.*%2C proven\)::`).MatchString(out) {
		t.Errorf("no annotation on a line in\n%s", out)
	}
	if folder, err := os.Stat("ashlar-report"); err != nil || !folder.IsDir() {
		t.Error("no folder for the reports")
	}
}

// Of several URLs the lowest counts, and the worst code.
func TestSeveralURLs(t *testing.T) {
	good := Result{Scan: &finding.Scan{}, Judgement: &gate.Judgement{State: gate.Passed}}
	value, grade := 95, "A"
	good.Scan.Score = finding.Score{Value: &value, Grade: &grade, Coverage: finding.Coverage{Percent: 100}}
	s := newStep(t, map[string]string{"INPUT_URL": "http://127.0.0.1:1\nhttp://127.0.0.1:2"}, good, failed(t))
	if code := s.run(); code != gateFailed {
		t.Errorf("exit code %d", code)
	}
	got := parsed(t, s.read("output"))
	if got["score"] != "10" || got["grade"] != "F" || got["findings-count"] != "8" || got["sarif-path"] != "ashlar-report/ashlar.sarif\nashlar-report/ashlar-2.sarif" {
		t.Errorf("%q", got)
	}
	if summary := s.read("summary"); strings.Count(summary, "## Ashlar: ") != 2 || !strings.Contains(summary, "127.0.0.1&#58;&#8203;2") {
		t.Errorf("the summary is\n%.2000s", summary)
	}
	if len(s.asked) != 2 || s.asked[0].Args[0] != "--url=http://127.0.0.1:1" {
		t.Errorf("asked %v", s.asked)
	}
}

// Where one of several could not be scanned, the score of the others is not
// that of the step.
func TestOneOfSeveralURLsIsDead(t *testing.T) {
	good := Result{Scan: failed(t).Scan}
	s := newStep(t, map[string]string{"INPUT_URL": "http://127.0.0.1:1 http://127.0.0.1:2"}, good, Result{Code: cannotWork})
	if code := s.run(); code != cannotWork {
		t.Errorf("exit code %d", code)
	}
	got := parsed(t, s.read("output"))
	if got["result"] != "error" || got["score"] != "" || got["grade"] != "" || got["coverage"] != "" || got["report-path"] != "ashlar-report/scan.json" {
		t.Errorf("%q", got)
	}
}

// One that has no score is lower than any that has one.
func TestNoScoreIsNoNumber(t *testing.T) {
	s := newStep(t, map[string]string{"INPUT_URL": "http://127.0.0.1:1 http://127.0.0.1:2"}, failed(t), Result{Scan: &finding.Scan{}, Code: noAnswer})
	s.run()
	if got := parsed(t, s.read("output")); got["score"] != "" || got["grade"] != "" || got["result"] != "failed" {
		t.Errorf("%q", got)
	}
}

// A badge that is made of the outputs is not green where nothing was tested.
func TestNoGradeIsNoLetter(t *testing.T) {
	value := 96
	scan := &finding.Scan{Looks: []finding.Look{finding.Contract}, Score: finding.Score{Value: &value, Ungraded: "only the contract was looked at", Coverage: finding.Coverage{Tested: 9, Applicable: 9, Percent: 100}}}
	s := newStep(t, nil, Result{Scan: scan, Judgement: &gate.Judgement{State: gate.Passed, Reasons: []string{"the score 96 is at least 75"}}})
	s.run()
	if got := parsed(t, s.read("output")); got["score"] != "96" || got["grade"] != "" || got["result"] != "passed" {
		t.Errorf("%q", got)
	}
	if summary := s.read("summary"); !strings.Contains(summary, "## Ashlar: 96/100, no grade") || !strings.Contains(summary, "There is no grade: only the contract was looked at.") {
		t.Errorf("the summary is\n%s", summary)
	}
}

func TestErrorIsToldEverywhere(t *testing.T) {
	s := newStep(t, nil)
	s.err = usage("a hint", "--baseline b.json: no such file")
	if code := s.run(); code != cannotWork {
		t.Errorf("exit code %d", code)
	}
	got := parsed(t, s.read("output"))
	if got["result"] != "error" || got["findings-count"] != "" || got["score"] != "" {
		t.Errorf("%q", got)
	}
	if log := s.log.String(); log != "ashlar: baseline b.json: no such file\nhint: a hint\nashlar: result: error\n" {
		t.Errorf("the log is %q", log)
	}
	if !strings.Contains(s.out.String(), "::error title=Ashlar%3A error::baseline b.json: no such file") {
		t.Errorf("%s", &s.out)
	}
	if !strings.Contains(s.read("summary"), "could not work") {
		t.Error("the summary does not tell")
	}
}

// A later step that acts on the outputs must not take none for a pass. A
// summary is only read.
func TestOutputsThatCannotBeWritten(t *testing.T) {
	passed := Result{Scan: failed(t).Scan}
	s := newStep(t, map[string]string{"GITHUB_OUTPUT": filepath.Join("no", "such", "folder")}, passed)
	if code := s.run(); code != cannotWork || !strings.HasSuffix(s.log.String(), "ashlar: result: error\n") {
		t.Errorf("exit code %d\n%s", code, &s.log)
	}
	if !strings.Contains(s.out.String(), "::error title=Ashlar%3A error::writing the outputs: ") {
		t.Errorf("%s", &s.out)
	}
	s = newStep(t, map[string]string{"GITHUB_STEP_SUMMARY": filepath.Join("no", "such", "folder")}, passed)
	if code := s.run(); code != 0 || !strings.Contains(s.log.String(), "writing the job summary: ") {
		t.Errorf("exit code %d\n%s", code, &s.log)
	}
}

// Elsewhere than at GitHub nothing is printed that only its runner reads.
func TestOutsideGitHub(t *testing.T) {
	s := newStep(t, nil, failed(t))
	for name := range s.env {
		if strings.HasPrefix(name, "GITHUB_") {
			delete(s.env, name)
		}
	}
	if code := s.run(); code != gateFailed {
		t.Errorf("exit code %d", code)
	}
	if s.out.String() != "" {
		t.Errorf("printed %s", &s.out)
	}
	if _, err := os.Stat("output"); !errors.Is(err, os.ErrNotExist) {
		t.Error("outputs were written")
	}
}

// Whatever an API, its source or its log hold: each line that begins with ::
// is one that this package meant, and no output holds another.
func TestNothingFromOutsideIsACommand(t *testing.T) {
	text := "x\n::error::owned\r::set-output name=result::passed\n##[add-mask]x\nresult<<E\npassed\nE\n%0A::warning::x" + reporttest.Nasty
	scan := reporttest.Everywhere(text)
	r := Result{Scan: scan, Code: gateFailed, Judgement: &gate.Judgement{State: gate.Failed, Reasons: []string{text}, Counts: scan.Findings, New: scan.Findings}}
	s := newStep(t, map[string]string{"INPUT_URL": "http://127.0.0.1:1/%0A::error::x http://127.0.0.1:2"}, r, r)
	s.run()
	ours := regexp.MustCompile(`^::(group::|endgroup::|(error|warning|notice) (file=[^:,]*,line=\d+,)?title=[^:,]*::)`)
	for _, line := range regexp.MustCompile(`[\r\n]`).Split(s.out.String()+s.log.String(), -1) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") && !ours.MatchString(line) || strings.Contains(line, "##[") && !ours.MatchString(line) {
			t.Errorf("a command: %.200q", line)
		}
	}
	if n := strings.Count(s.out.String(), "::error"); n == 0 {
		t.Error("nothing is annotated: the test says nothing")
	}
	got := parsed(t, s.read("output"))
	if len(got) != 9 || got["result"] != "failed" || got["grade"] != text && !strings.Contains(got["grade"], "owned") {
		t.Errorf("%d outputs: %q", len(got), got)
	}
}

// A step shows ten annotations of a level: the first one says why it failed.
func TestAnnotationsAreBounded(t *testing.T) {
	scan := reporttest.Shop(t)
	one := scan.Findings[0]
	scan.Findings = nil
	for i := range 30 {
		one.Fingerprint = fmt.Sprint(i)
		scan.Findings = append(scan.Findings, one)
	}
	s := newStep(t, nil, Result{Scan: scan, Code: gateFailed, Judgement: &gate.Judgement{State: gate.Failed, Reasons: []string{"why"}, Counts: scan.Findings}})
	s.run()
	if n := strings.Count(s.out.String(), "::error "); n != mostAnnotations {
		t.Errorf("%d errors", n)
	}
	if !strings.Contains(s.log.String(), "21 findings more have no annotation") {
		t.Errorf("%s", &s.log)
	}
}

// Accepted and known findings have no annotation.
func TestOnlyWhatCountsIsAnnotated(t *testing.T) {
	r := failed(t)
	r.Judgement.Counts = r.Scan.Findings[:1]
	s := newStep(t, nil, r)
	s.run()
	if n := strings.Count(s.out.String(), " file="); n != 1 {
		t.Errorf("%d annotations:\n%s", n, &s.out)
	}
}

// A file is named as the service knows it, wherever the step looked from.
func TestFilesAreRelativeToTheCheckout(t *testing.T) {
	s := newStep(t, nil)
	root := s.env["GITHUB_WORKSPACE"]
	r := &run{Environment: Environment{Getenv: func(name string) (string, bool) { v, ok := s.env[name]; return v, ok }}}
	for file, want := range map[string]string{
		"app/x.py": "app/x.py", root + "/app/x.py": "app/x.py", "/elsewhere/x.py": "/elsewhere/x.py", "": "", "http://h/openapi.json": "http://h/openapi.json",
	} {
		if got := r.fromWorkspace(file); got != want {
			t.Errorf("%s is %s, want %s", file, got, want)
		}
	}
	t.Chdir(filepath.Join(root, ".."))
	if got, want := r.fromWorkspace(filepath.Base(root)+"/app/x.py"), "app/x.py"; got != want {
		t.Errorf("from above: %s, want %s", got, want)
	}
}

func TestPageIsBounded(t *testing.T) {
	r := &run{masker: evidence.NewMasker()}
	for range 40 {
		r.scans = append(r.scans, &scanned{Result: failed(t), target: "http://127.0.0.1:1"})
	}
	page := r.page(longestComment, "first\n")
	if len(page) > longestComment || !strings.HasPrefix(page, "first\n## Ashlar: 10/100 F") || !strings.Contains(page, "more reports have no room here") {
		t.Errorf("%d bytes: %.300s", len(page), page)
	}
}

func TestWorse(t *testing.T) {
	order := []int{0, noAnswer, gateFailed, interrupted, cannotWork}
	for i, a := range order {
		for j, b := range order {
			if got := worse(a, b); got != order[max(i, j)] {
				t.Errorf("of %d and %d: %d", a, b, got)
			}
		}
	}
}

// A delimiter that could be known before could be written into a value.
func TestDelimitersAreNotKnownBefore(t *testing.T) {
	var o outputs
	o.add("a", "x")
	o.add("a", "x")
	seen := regexp.MustCompile(`<<(\w+)`).FindAllStringSubmatch(o.String(), -1)
	if len(seen) != 2 || seen[0][1] == seen[1][1] || len(seen[0][1]) < 26 {
		t.Errorf("delimiters %q", seen)
	}
}
