package action

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// workflows are those of the project and the example.
func workflows(t *testing.T) []string {
	files, _ := filepath.Glob(filepath.Join(root(t), ".github/workflows/*.yml"))
	if len(files) < 2 {
		t.Fatalf("only %v", files)
	}
	return append(files, filepath.Join(root(t), "examples/ci/github.yml"))
}

var (
	uses   = regexp.MustCompile(`(?m)uses:\s*(.*)$`)
	pinned = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
)

// A tag of another's action can be moved; a commit cannot.
func TestActionsArePinned(t *testing.T) {
	seen := 0
	for _, file := range workflows(t) {
		for _, m := range uses.FindAllStringSubmatch(read(t, file), -1) {
			seen++
			if m[1] != "./" && m[1] != "ashlarsec/ashlar@main" && !pinned.MatchString(m[1]) {
				t.Errorf("%s: %s is pinned by no commit", filepath.Base(file), m[1])
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d actions seen", seen)
	}
}

type workflow struct {
	Permissions any
	Jobs        map[string]struct {
		Permissions map[string]string
		Steps       []struct {
			Uses, Run string
			With      map[string]any
		}
	}
}

// What the workflows say to the action it takes, and no value of an event is
// shell in them.
func TestWorkflows(t *testing.T) {
	action := readAction(t)
	calls := 0
	for _, file := range workflows(t) {
		var w workflow
		if err := yaml.Unmarshal([]byte(read(t, file)), &w); err != nil {
			t.Fatal(err)
		}
		if w.Permissions == nil {
			t.Errorf("%s asks for all permissions", file)
		}
		for name, job := range w.Jobs {
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s: job %s has an expression in run", file, name)
				}
				if step.Uses != "./" && !strings.HasPrefix(step.Uses, "ashlarsec/ashlar@") {
					continue
				}
				calls++
				for input := range step.With {
					if _, known := action.Inputs[input]; !known {
						t.Errorf("%s: the action has no input %s", file, input)
					}
				}
			}
		}
	}
	if calls != 2 {
		t.Errorf("the action is called %d times", calls)
	}
}

// The GitLab example runs as it is written, with another API behind it.
func TestGitLabExample(t *testing.T) {
	t.Parallel()
	var pipeline map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(root(t), "examples/ci/gitlab.yml"))), &pipeline); err != nil {
		t.Fatal(err)
	}
	var example struct {
		Variables map[string]string
		Script    []string
		Artifacts struct {
			Paths   []string
			Reports map[string]string
		}
	}
	node := pipeline["ashlar"]
	if err := node.Decode(&example); err != nil {
		t.Fatal(err)
	}
	j := ofAPI(t)
	j.build(0, j.action.Runs.Steps[0])
	env := map[string]string{}
	for name, value := range example.Variables {
		if input, ok := strings.CutPrefix(name, "INPUT_"); ok {
			if _, known := j.action.Inputs[strings.ReplaceAll(strings.ToLower(input), "_", "-")]; !known {
				t.Errorf("%s is no input", name)
			}
			env[name] = value
		}
	}
	env["INPUT_URL"], env["INPUT_HEALTH_URL"], env["INPUT_START"] = j.inputs["url"], j.inputs["health-url"], "export LEAKY=1\n"+j.inputs["start"]
	env["INPUT_SOURCE"], env["INPUT_SPEC"], env["INPUT_CONFIG"] = "", j.inputs["spec"], j.inputs["config"]
	env["INPUT_ARGS"] += " " + j.inputs["args"]
	env["ASHLAR_ALICE"], env["ASHLAR_BOB"] = j.env["ASHLAR_ALICE"], j.env["ASHLAR_BOB"]
	last := example.Script[len(example.Script)-1]
	if last != "ashlar-bin/ashlar ci" {
		t.Fatalf("the last line is %s", last)
	}
	command := exec.Command(shared.outputs["path"], strings.Fields(last)[1:]...)
	command.Dir = j.workspace
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "CI=true", "GITLAB_CI=true"}
	for name, value := range env {
		command.Env = append(command.Env, name+"="+value)
	}
	log, _ := command.CombinedOutput()
	j.log = string(log)
	if code := command.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d:\n%s", code, log)
	}
	j.says("ashlar: gate failed: the score 19 is below 75", "ashlar: result: failed")
	if commands := j.commands(); commands != nil {
		t.Errorf("commands of GitHub: %q", commands)
	}
	junit := example.Artifacts.Reports["junit"]
	if text := read(t, filepath.Join(j.workspace, junit)); !strings.Contains(text, "<failure") || !strings.HasPrefix(junit, example.Artifacts.Paths[0]) {
		t.Errorf("%s: %.300s", junit, text)
	}
	if !j.workerGone() {
		t.Error("something of the API is left")
	}
}

// The pre-commit hook, as it would run in the repository of an application.
func TestPreCommitHook(t *testing.T) {
	t.Parallel()
	var hooks []struct {
		ID, Name, Description, Entry, Language, Files string
		Args                                          []string
		PassFilenames                                 bool `yaml:"pass_filenames"`
		RequireSerial                                 bool `yaml:"require_serial"`
	}
	decoder := yaml.NewDecoder(strings.NewReader(read(t, filepath.Join(root(t), ".pre-commit-hooks.yaml"))))
	decoder.KnownFields(true)
	if err := decoder.Decode(&hooks); err != nil {
		t.Fatal(err)
	}
	j := ofApp(t)
	j.build(0, j.action.Runs.Steps[0])
	for _, hook := range hooks {
		if hook.Language != "golang" || hook.PassFilenames || !regexp.MustCompile(hook.Files).MatchString("app/app.py") {
			t.Errorf("%+v", hook)
		}
		words := append(strings.Fields(hook.Entry)[1:], hook.Args...)
		for fixed, want := range []int{1, 0} {
			if fixed == 1 {
				app := filepath.Join(j.workspace, "app/app.py")
				write(t, app, strings.Replace(read(t, app), `find_one({"_id": ObjectId(note_id)})`, `find_one({"_id": ObjectId(note_id), "owner": g.user["_id"]})`, 1))
			}
			command := exec.Command(shared.outputs["path"], slices.Clone(words)...)
			command.Dir = j.workspace
			if log, _ := command.CombinedOutput(); command.ProcessState.ExitCode() != want {
				t.Errorf("exit code %d, want %d:\n%s", command.ProcessState.ExitCode(), want, log)
			}
		}
	}
	if len(hooks) != 1 {
		t.Errorf("%d hooks", len(hooks))
	}
}
