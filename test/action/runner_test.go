package action

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v4"
)

// metadata is action.yml, with all that GitHub documents for a composite
// action and that this one uses. An unknown key is an error.
type metadata struct {
	Name        string
	Description string
	Branding    struct{ Icon, Color string }
	Inputs      map[string]struct{ Description, Default string }
	Outputs     map[string]struct{ Description, Value string }
	Runs        struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	ID, Name, Shell, Run string
	Env                  map[string]string
}

// root of the repository.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func readAction(t testing.TB) *metadata {
	t.Helper()
	f, err := os.Open(filepath.Join(root(t), "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var m metadata
	decoder := yaml.NewDecoder(f)
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return &m
}

// job is a runner with one step that uses the action.
type job struct {
	t         *testing.T
	action    *metadata
	workspace string
	temp      string
	inputs    map[string]string // "with" of the step
	env       map[string]string // of the job
	token     string            // of the job: github.token
	steps     map[string]map[string]string
	log       string // stdout and stderr of all steps
	summary   string
	code      int // of the step that failed; 0: none did
}

// newJob has a checkout with these folders of testdata in it.
func newJob(t *testing.T, folders ...string) *job {
	t.Helper()
	j := &job{t: t, action: readAction(t), workspace: t.TempDir(), temp: t.TempDir(), inputs: map[string]string{}, env: map[string]string{}, steps: map[string]map[string]string{}}
	for _, folder := range folders {
		if err := os.CopyFS(filepath.Join(j.workspace, folder), os.DirFS(filepath.Join("testdata", folder))); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

var expression = regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`)

// value resolves the expressions of a text as the runner does; those that
// action.yml has no business to use are an error.
func (j *job) value(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		path := strings.Split(expression.FindStringSubmatch(e)[1], ".")
		switch {
		case len(path) == 2 && path[0] == "inputs":
			input, known := j.action.Inputs[path[1]]
			if !known {
				j.t.Fatalf("%s: there is no such input", e)
			}
			if given, ok := j.inputs[path[1]]; ok {
				return given
			}
			return j.value(input.Default)
		case len(path) == 4 && path[0] == "steps" && path[2] == "outputs":
			outputs, ran := j.steps[path[1]]
			if !ran {
				j.t.Fatalf("%s: there is no such step before", e)
			}
			return outputs[path[3]]
		case slices.Equal(path, []string{"github", "token"}):
			return j.token
		}
		j.t.Fatalf("%s is no expression that this runner knows", e)
		return ""
	})
}

// run runs the steps, as long as none fails, and returns the outputs of the
// action.
func (j *job) run() map[string]string {
	j.t.Helper()
	for name := range j.inputs {
		if _, known := j.action.Inputs[name]; !known {
			j.t.Fatalf("action.yml has no input %s", name)
		}
	}
	for i, step := range j.action.Runs.Steps {
		if j.code != 0 {
			break
		}
		if step.ID == "install" && j.inputs["version"] == "" {
			j.build(i, step)
			continue
		}
		j.step(i, step)
	}
	outputs := map[string]string{}
	for name, o := range j.action.Outputs {
		if j.steps["scan"] == nil {
			j.steps["scan"] = map[string]string{} // it did not run
		}
		outputs[name] = j.value(o.Value)
	}
	return outputs
}

// shared is where the program is built, once for all cases.
var shared struct {
	sync.Mutex
	temp    string
	outputs map[string]string
}

func TestMain(m *testing.M) {
	var err error
	if shared.temp, err = os.MkdirTemp("", "ashlar-action-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(shared.temp)
	os.Exit(code)
}

// build runs the install step, for the first case that wants it.
func (j *job) build(i int, step actionStep) {
	shared.Lock()
	defer shared.Unlock()
	if shared.outputs == nil {
		j.env["RUNNER_TEMP"] = shared.temp
		j.step(i, step)
		delete(j.env, "RUNNER_TEMP")
		if j.code != 0 {
			j.t.Fatalf("building the program:\n%s", j.log)
		}
		shared.outputs = j.steps[step.ID]
	}
	j.steps[step.ID] = shared.outputs
}

func (j *job) step(i int, step actionStep) {
	t := j.t
	t.Helper()
	command := j.prepare(i, step)
	var log bytes.Buffer
	command.Stdout, command.Stderr = &log, &log
	err := command.Run()
	j.finish(i, step, log.String())
	if err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			t.Fatalf("step %s: %v", step.ID, err)
		}
		j.code = exit.ExitCode()
	}
}

// file is one that the runner gives to step number i.
func (j *job) file(i int, name string) string {
	return filepath.Join(j.temp, fmt.Sprintf("%s_%d", name, i))
}

// prepare is the command of a step, with the environment and files of a
// runner on Linux.
func (j *job) prepare(i int, step actionStep) *exec.Cmd {
	if step.Shell != "bash" {
		j.t.Fatalf("step %s has shell %q", step.ID, step.Shell)
	}
	if strings.Contains(step.Run, "${{") {
		j.t.Fatalf("step %s has an expression in run: a value of it would be shell", step.ID)
	}
	script := j.file(i, "script")
	write(j.t, script, step.Run)
	env := map[string]string{
		"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": j.workspace, "GITHUB_ACTION_PATH": root(j.t), "RUNNER_TEMP": j.temp,
		"GITHUB_ACTION": "ashlar", "GITHUB_JOB": "api", "GITHUB_WORKFLOW": "scan", "GITHUB_EVENT_NAME": "push", "GITHUB_REPOSITORY": "acme/notes",
		"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "42", "GITHUB_API_URL": "http://127.0.0.1:9", "RUNNER_OS": "Linux",
		"GITHUB_WORKFLOW_REF": "acme/notes/.github/workflows/scan.yml@refs/heads/main",
	}
	for _, name := range []string{"OUTPUT", "STEP_SUMMARY", "ENV", "PATH", "STATE"} {
		env["GITHUB_"+name] = j.file(i, name)
		write(j.t, env["GITHUB_"+name], "")
	}
	for name, value := range j.env {
		env[name] = value
	}
	for name, value := range step.Env {
		env[name] = j.value(value)
	}
	command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
	command.Dir = j.workspace
	for _, entry := range os.Environ() {
		// What a runner has too, and where Go keeps things.
		if name, _, _ := strings.Cut(entry, "="); slices.Contains([]string{"PATH", "HOME", "LANG", "TMPDIR"}, name) || strings.HasPrefix(name, "GO") {
			command.Env = append(command.Env, entry)
		}
	}
	for name, value := range env {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// finish takes what the step has left in its files.
func (j *job) finish(i int, step actionStep, log string) {
	j.log += log
	j.steps[step.ID] = parsed(j.t, read(j.t, j.file(i, "OUTPUT")))
	j.summary += read(j.t, j.file(i, "STEP_SUMMARY"))
	for _, name := range []string{"ENV", "PATH", "STATE"} {
		if text := read(j.t, j.file(i, name)); text != "" {
			j.t.Errorf("step %s has written GITHUB_%s: %q", step.ID, name, text)
		}
	}
}

// parsed reads GITHUB_OUTPUT as actions/runner does (FileCommandManager): the
// last of two values of one name is the one that counts.
func parsed(t *testing.T, text string) map[string]string {
	t.Helper()
	values := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		equals, heredoc := strings.Index(line, "="), strings.Index(line, "<<")
		switch {
		case line == "":
		case equals >= 0 && (heredoc < 0 || equals < heredoc):
			name, value, _ := strings.Cut(line, "=")
			values[name] = value
		case heredoc > 0:
			name, delimiter, _ := strings.Cut(line, "<<")
			end := slices.Index(lines[i+1:], delimiter)
			if delimiter == "" || end < 0 {
				t.Fatalf("%s has no end", name)
			}
			values[name] = strings.Join(lines[i+1:i+1+end], "\n")
			i += end + 1
		default:
			t.Fatalf("the runner refuses the output %q", line)
		}
	}
	return values
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
