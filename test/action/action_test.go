// Package action runs the steps of action.yml as a runner would, as far as one
// machine allows: its environment and files, its expressions, its shell, and a
// stand-in for the service of comments.
package action

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// freePort is one that nobody listens at.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// ofAPI is a job that starts the API of testdata/api and scans it.
func ofAPI(t *testing.T) *job {
	j := newJob(t, "api")
	url := fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	j.env["ASHLAR_ALICE"], j.env["ASHLAR_BOB"] = "alice-s3cr3t-token", "bob-s3cr3t-token"
	j.inputs = map[string]string{
		"url": url, "spec": "api/openapi.yaml", "config": "api/ashlar.yaml", "start": "python3 -B api/api.py " + url[strings.LastIndex(url, ":")+1:],
		"health-url": url + "/health", "fail-under": "75", "args": "--only cross-owner-read,cross-owner-write",
	}
	return j
}

// ofApp is a job that reads the source of testdata/app.
func ofApp(t *testing.T) *job {
	j := newJob(t, "app")
	j.inputs = map[string]string{"source": "app", "args": "--only cross-owner-read,cross-owner-write"}
	return j
}

// expect is how a job must have ended.
func (j *job) expect(outputs map[string]string, code int, want map[string]string) {
	j.t.Helper()
	for name, value := range want {
		if outputs[name] != value {
			j.t.Errorf("output %s is %q, want %q", name, outputs[name], value)
		}
	}
	if j.code != code {
		j.t.Errorf("exit code %d, want %d", j.code, code)
	}
	if j.t.Failed() {
		j.t.Logf("the log:\n%s", j.log)
	}
}

func (j *job) says(texts ...string) {
	j.t.Helper()
	for _, text := range texts {
		if !strings.Contains(j.log, text) {
			j.t.Errorf("no %q in the log:\n%s", text, j.log)
		}
	}
}

// silentAbout are texts that must be nowhere: log, summary, outputs, files of
// the runner and reports.
func (j *job) silentAbout(secrets ...string) {
	j.t.Helper()
	places := map[string]string{"the log": j.log, "the summary": j.summary, "the outputs": fmt.Sprint(j.steps)}
	for _, dir := range []string{filepath.Join(j.workspace, "ashlar-report"), j.temp} {
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
				places[file] = read(j.t, file)
			}
		}
	}
	for place, text := range places {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				j.t.Errorf("%s is in %s", secret, place)
			}
		}
	}
}

// commands are the workflow commands that a runner would see in the log.
func (j *job) commands() (all []string) {
	for _, line := range regexp.MustCompile(`\r\n|\r|\n`).Split(j.log, -1) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), "::") || strings.Contains(line, "##[") {
			all = append(all, line)
		}
	}
	return all
}

// workerGone tells whether the process that the API has started has ended.
func (j *job) workerGone() bool {
	pid, err := strconv.Atoi(read(j.t, filepath.Join(j.workspace, "worker.pid")))
	if err != nil {
		j.t.Fatal(err)
	}
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err != nil || strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}

func listening(url string) bool {
	c, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), time.Second)
	if err == nil {
		c.Close()
	}
	return err == nil
}

func TestPass(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.expect(j.run(), 0, map[string]string{
		"result": "passed", "score": "100", "grade": "A", "findings-count": "0", "new-findings-count": "0",
		"report-path": "ashlar-report/scan.json", "sarif-path": "ashlar-report/ashlar.sarif", "html-path": "ashlar-report/report.html",
	})
	j.says("ashlar: the API answers after", "ashlar: gate passed: the score 100 is at least 75", "ashlar: result: passed")
	for _, file := range []string{"scan.json", "ashlar.sarif", "report.html"} {
		if text := read(t, filepath.Join(j.workspace, "ashlar-report", file)); len(text) < 1000 {
			t.Errorf("%s has %d bytes", file, len(text))
		}
	}
	if !strings.Contains(j.summary, "## Ashlar: 100/100 A") {
		t.Errorf("the summary is\n%s", j.summary)
	}
	if !j.workerGone() || listening(j.inputs["url"]) {
		t.Error("something of the API is left")
	}
	j.silentAbout("s3cr3t")
}

func TestBelowThreshold(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "export LEAKY=1\n" + j.inputs["start"]
	j.expect(j.run(), 1, map[string]string{"result": "failed", "score": "19", "grade": "F", "findings-count": "1"})
	j.says("ashlar: gate failed: the score 19 is below 75",
		"::error title=Ashlar%3A failed::gate failed: the score 19 is below 75",
		"::error file=api/openapi.yaml,line=21,title=Someone else's object can be read (critical%2C proven)::")
	if !j.workerGone() || listening(j.inputs["url"]) {
		t.Error("something of the API is left")
	}
	j.silentAbout("s3cr3t")
}

// threshold is another name; both say the same or the step fails.
func TestThresholdIsFailUnder(t *testing.T) {
	t.Parallel()
	j := ofApp(t)
	j.inputs["threshold"] = "75"
	j.expect(j.run(), 1, map[string]string{"result": "failed", "findings-count": "1"})
	j.says("::error file=app/app.py,line=35,title=")
	j.inputs["fail-under"], j.code = "80", 0
	j.expect(j.run(), 2, map[string]string{"result": "error"})
}

func TestNewFinding(t *testing.T) {
	t.Parallel()
	j := ofApp(t)
	j.expect(j.run(), 0, map[string]string{"result": "passed", "findings-count": "1", "new-findings-count": "1"})
	if err := os.Rename(filepath.Join(j.workspace, "ashlar-report/scan.json"), filepath.Join(j.workspace, "base.json")); err != nil {
		t.Fatal(err)
	}
	j.inputs["baseline"], j.inputs["new-only"] = "base.json", "true"
	j.expect(j.run(), 0, map[string]string{"result": "passed", "findings-count": "1", "new-findings-count": "0"})

	app := filepath.Join(j.workspace, "app/app.py")
	write(t, app, strings.Replace(read(t, app), `delete_one({"_id": ObjectId(note_id), "owner": g.user["_id"]})`, `delete_one({"_id": ObjectId(note_id)})`, 1))
	j.log = ""
	j.expect(j.run(), 1, map[string]string{"result": "failed", "findings-count": "2", "new-findings-count": "1"})
	j.says("gate failed: 1 new finding: cross-owner-write DELETE /notes/{note_id}", "::error file=app/app.py,line=44,")
	if n := strings.Count(j.log, "::error file="); n != 1 {
		t.Errorf("%d annotations, want that of the new finding", n)
	}
	if !strings.Contains(j.summary, "**1 new**, 0 fixed, 1 unchanged") {
		t.Errorf("the summary is\n%s", j.summary)
	}
}

func TestMissingBaselineFailsClosed(t *testing.T) {
	t.Parallel()
	j := ofApp(t)
	j.inputs["baseline"] = "nowhere.json"
	j.expect(j.run(), 2, map[string]string{"result": "error", "score": "", "findings-count": ""})
	j.says("ashlar: baseline nowhere.json: no such file or directory", "::error title=Ashlar%3A error::baseline nowhere.json")
}

func TestDeadTarget(t *testing.T) {
	t.Parallel()
	j := newJob(t)
	j.inputs = map[string]string{"url": fmt.Sprintf("http://127.0.0.1:%d", freePort(t)), "fail-under": "1"}
	j.expect(j.run(), 2, map[string]string{"result": "error", "score": ""})
	j.says("target unreachable", "connection refused", "hint: is the API running")
}

func TestAPIThatDoesNotStart(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "echo '::set-output name=result::passed'\necho 'ModuleNotFoundError: No module named flask'; exit 1"
	j.expect(j.run(), 2, map[string]string{"result": "error"})
	j.says("start: the command ended (exit status 1) before the API answered", "  | ModuleNotFoundError: No module named flask", "::error title=Ashlar%3A error::start: the command ended")

	j = ofAPI(t)
	j.inputs["start"], j.inputs["start-timeout"] = "echo still loading; sleep 1000 & echo -n $! >worker.pid; wait", "0.5"
	j.expect(j.run(), 2, map[string]string{"result": "error"})
	j.says("the API did not come up within 500ms: health-url: connection refused", "  | still loading")
	if !j.workerGone() {
		t.Error("its child is left")
	}
}

// An API that ends under the scan is told, with its last words.
func TestAPIThatDies(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "export LIVES=5\n" + j.inputs["start"]
	outputs := j.run()
	if j.code == 0 || outputs["result"] == "passed" {
		t.Errorf("code %d, %q", j.code, outputs)
	}
	// Refused, or reset where it was ended within the handshake.
	j.says("ashlar: the API does not answer any more: health-url: connection re", "ashlar: start: the command ended (exit status 137)", "  | out of memory")
}

// What is malformed is named and not repeated: it may hold a secret.
func TestMalformedInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		inputs map[string]string
		says   string
	}{
		"headers without a colon":   {map[string]string{"headers": "X-Tenant: acme\nAuthorization Bearer s3cr3t-token"}, "headers, number 2: it is no header"},
		"headers with a bad name":   {map[string]string{"headers": "s3cr3t token: x"}, "headers, number 1: it is no header"},
		"header in args":            {map[string]string{"args": "--header Authorization:s3cr3t\x01"}, "it is no header"},
		"header in args, unquoted":  {map[string]string{"args": "--header Authorization: Bearer s3cr3t-token"}, "args holds a word"},
		"args with an open quote":   {map[string]string{"args": "--header 'Authorization: Bearer s3cr3t-token"}, "args: a quote is not closed"},
		"token with a line end":     {map[string]string{"github-token": "ghs_s3cr3t\nx"}, "github-token is malformed"},
		"token with its scheme":     {map[string]string{"github-token": "Bearer ghs_s3cr3t"}, "github-token is malformed"},
		"identity with its secret":  {map[string]string{"args": "--auth alice=s3cr3t-token"}, "the secret itself does not belong"},
		"URL with a password":       {map[string]string{"url": "http://u:s3cr3t@127.0.0.1"}, "holds a user or password"},
		"threshold that is none":    {map[string]string{"fail-under": "high"}, `fail-under "high" is not a whole number`},
		"threshold out of range":    {map[string]string{"fail-under": "101"}, "fail-under 101 is no score"},
		"severity that is none":     {map[string]string{"fail-on": "hihg"}, `fail-on "hihg" is none of`},
		"coverage that is none":     {map[string]string{"min-coverage": "NaN"}, "min-coverage NaN is no percentage"},
		"mode that is none":         {map[string]string{"mode": "fast"}, `mode "fast" is none of`},
		"method that is none":       {map[string]string{"method": "fetch"}, `method "FETCH" is none of`},
		"flag that is neither":      {map[string]string{"new-only": "maybe"}, "new-only is neither true nor false"},
		"new-only without baseline": {map[string]string{"new-only": "true"}, "new-only needs --baseline"},
		"wait that is none":         {map[string]string{"start-timeout": "soon"}, "start-timeout is neither"},
		"reports in one file":       {map[string]string{"sarif-file": "x", "html-file": "x"}, "go to the same place"},
		"source that is missing":    {map[string]string{"source": "nowhere"}, "nowhere does not exist"},
		"nothing to scan":           {map[string]string{"source": ""}, "nothing to scan"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := ofApp(t)
			for k, v := range test.inputs {
				j.inputs[k] = v
			}
			j.expect(j.run(), 2, map[string]string{"result": "error", "score": ""})
			j.says(test.says)
			j.silentAbout("s3cr3t")
		})
	}
}

// Values of headers are sent and shown nowhere.
func TestHeadersAreSecret(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "export LEAKY=1\n" + j.inputs["start"]
	j.inputs["headers"] = "X-Gateway-Thing: s3cr3t-of-the-gateway\nCookie: route=s3cr3t-cookie-value"
	j.expect(j.run(), 1, map[string]string{"result": "failed", "findings-count": "1"})
	if !strings.Contains(strings.ToLower(read(t, filepath.Join(j.workspace, "ashlar-report/scan.json"))), "x-gateway-thing") {
		t.Error("the header was not sent")
	}
	j.silentAbout("s3cr3t")
}

func TestComment(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.comments = []string{"please look at this"}
	j := ofApp(t)
	j.onPullRequest(s, "acme/notes")
	j.inputs["fail-on"] = "critical"
	j.expect(j.run(), 1, map[string]string{"result": "failed"})
	if len(s.comments) != 2 || !strings.Contains(s.comments[1], "**Gate failed:**") {
		t.Fatalf("comments: %q\n%s", s.comments, j.log)
	}
	j.says("the comment on pull request 7 is new")

	// The comment exists already: it is updated, and there is no second one.
	app := filepath.Join(j.workspace, "app/app.py")
	write(t, app, strings.Replace(read(t, app), `find_one({"_id": ObjectId(note_id)})`, `find_one({"_id": ObjectId(note_id), "owner": g.user["_id"]})`, 1))
	j.code = 0
	j.expect(j.run(), 0, map[string]string{"result": "passed"})
	if len(s.comments) != 2 || !strings.Contains(s.comments[1], "**Gate passed:**") || s.comments[0] != "please look at this" {
		t.Errorf("comments: %q", s.comments)
	}
	j.says("the comment on pull request 7 is updated")
	j.silentAbout(jobToken)
}

func TestForkWithoutToken(t *testing.T) {
	t.Parallel()
	for name, readOnly := range map[string]bool{"no token": false, "a token that may only read": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			j := ofApp(t)
			j.onPullRequest(s, "mallory/notes")
			if s.readOnly = readOnly; !readOnly {
				j.token = ""
			}
			j.expect(j.run(), 0, map[string]string{"result": "passed"})
			j.says("::notice title=Ashlar::no comment on the pull request: ", "the pull request comes from a fork")
			if len(s.comments) != 0 {
				t.Errorf("comments: %q", s.comments)
			}
			j.silentAbout(jobToken)
		})
	}
}

func TestServiceInTroubleFailsNoBuild(t *testing.T) {
	t.Parallel()
	s := newService(t)
	j := ofApp(t)
	j.onPullRequest(s, "acme/notes")
	s.Close()
	j.expect(j.run(), 0, map[string]string{"result": "passed"})
	j.says("::notice title=Ashlar::no comment on the pull request: ", "connection refused")
}

// Nothing that comes from outside becomes an output or a command: a file's
// name, what an API says about itself, its log.
func TestInjection(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "export LEAKY=1\necho '::error::owned'; " + j.inputs["start"]
	j.inputs["html-file"] = "out/a\nresult=passed\nscore<<E\n100\nE"
	spec := filepath.Join(j.workspace, "api/openapi.yaml")
	write(t, spec, strings.Replace(read(t, spec), "title: notes", `title: "notes\n::error::owned\r::stop-commands::x\n##[error]owned"`, 1))
	outputs := j.run()
	j.expect(outputs, 1, map[string]string{"result": "failed", "score": "19", "html-path": j.inputs["html-file"]})
	ours := regexp.MustCompile(`^::(group::Ashlar: [^\n]*|endgroup::|(error|warning|notice) (file=[^:,]+,line=\d+,)?title=[^:,]+::.*)$`)
	for _, command := range j.commands() {
		if !ours.MatchString(command) || strings.Contains(command, "owned") {
			t.Errorf("a command: %q", command)
		}
	}
	if !slices.ContainsFunc(j.commands(), func(c string) bool { return strings.HasPrefix(c, "::error file=") }) {
		t.Error("no annotation: the test says nothing")
	}
}

// A value of an input is never shell: it could run code in the step.
func TestInputsAreNoShell(t *testing.T) {
	t.Parallel()
	j := ofApp(t)
	for name := range j.action.Inputs {
		if name != "start" && name != "version" {
			j.inputs[name] = `"; touch owned; $(touch owned) '` + "`touch owned`"
		}
	}
	j.run()
	j.inputs["version"], j.code = `$(touch owned)"; touch owned`, 0
	j.run()
	if j.code != 2 {
		t.Errorf("code %d", j.code)
	}
	err := filepath.WalkDir(j.workspace, func(path string, _ os.DirEntry, err error) error {
		if filepath.Base(path) == "owned" {
			t.Errorf("%s: an input was run", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A runner that cancels a job interrupts the step: what was started is gone.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ofAPI(t).cancelled(os.Interrupt)
}

// A runner signals again after some seconds, and kills after some more. Where
// an API does not want to go, the second signal ends it, and not us before it.
func TestCancelledTwice(t *testing.T) {
	t.Parallel()
	j := ofAPI(t)
	j.inputs["start"] = "trap '' TERM\n" + j.inputs["start"]
	j.cancelled(os.Interrupt, syscall.SIGTERM)
}

// cancelled runs the scan step, and sends it signals while it scans.
func (j *job) cancelled(signals ...os.Signal) {
	t := j.t
	j.inputs["args"] += " --rate 1"
	i := slices.IndexFunc(j.action.Runs.Steps, func(s actionStep) bool { return s.ID == "scan" })
	j.build(0, j.action.Runs.Steps[0])
	step := j.action.Runs.Steps[i]
	command := j.prepare(i, step)
	var log strings.Builder
	command.Stdout, command.Stderr = &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for !listening(j.inputs["url"]) {
		if err := syscall.Kill(command.Process.Pid, 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	for _, s := range signals {
		command.Process.Signal(s)
		time.Sleep(100 * time.Millisecond) // two at once could come in any order
	}
	command.Wait()
	j.finish(i, step, log.String())
	if code := command.ProcessState.ExitCode(); code != 130 || j.steps["scan"]["result"] != "interrupted" {
		t.Errorf("code %d, %q\n%s", code, j.steps["scan"], j.log)
	}
	if !j.workerGone() || listening(j.inputs["url"]) {
		t.Error("something of the API is left")
	}
}
