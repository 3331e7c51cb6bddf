package action

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each input reaches the program, and nothing else does.
func TestEveryInputReachesTheProgram(t *testing.T) {
	j := newJob(t)
	j.build(0, j.action.Runs.Steps[0])
	help, err := exec.Command(shared.outputs["path"], "ci", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	reads := regexp.MustCompile(`INPUT_[A-Z_]+`).FindAllString(string(help), -1)
	passes := map[string]string{}
	used := map[string]bool{}
	for _, step := range j.action.Runs.Steps {
		for name, value := range step.Env {
			for _, e := range expression.FindAllStringSubmatch(value, -1) {
				input, ok := strings.CutPrefix(e[1], "inputs.")
				if ok {
					used[input], passes[name] = true, input
				}
				if e[0] != value {
					t.Errorf("%s: %s is more than one expression", name, value)
				}
			}
		}
	}
	for _, name := range reads {
		if want := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "INPUT_")), "_", "-"); passes[name] != want {
			t.Errorf("%s is %q, want inputs.%s", name, passes[name], want)
		}
	}
	for name, input := range j.action.Inputs {
		if !used[name] {
			t.Errorf("input %s reaches nothing", name)
		}
		if input.Description == "" {
			t.Errorf("input %s has no description", name)
		}
	}
	for name := range passes {
		if strings.HasPrefix(name, "INPUT_") && !slices.Contains(reads, name) {
			t.Errorf("%s is passed and not read", name)
		}
	}
	if len(reads) < 20 {
		t.Errorf("only %d variables: %v", len(reads), reads)
	}
}

// Every output is one that the program writes, and the other way round.
func TestEveryOutputIsWritten(t *testing.T) {
	j := ofApp(t)
	j.run()
	for name, o := range j.action.Outputs {
		if _, written := j.steps["scan"][name]; !written || o.Value != "${{ steps.scan.outputs."+name+" }}" || o.Description == "" {
			t.Errorf("output %s: %+v, written: %v", name, o, written)
		}
	}
	for name := range j.steps["scan"] {
		if _, told := j.action.Outputs[name]; !told {
			t.Errorf("%s is written, and no output", name)
		}
	}
}
