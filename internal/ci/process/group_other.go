//go:build !unix

package process

import (
	"os/exec"
	"strconv"
)

func own(*exec.Cmd) {}

// terminate ends the tree of processes: Windows has no signal that asks.
func terminate(cmd *exec.Cmd) { kill(cmd) }

func kill(cmd *exec.Cmd) {
	tree := exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid))
	if tree.Run() != nil {
		cmd.Process.Kill()
	}
}

// alive is not known of a tree; taskkill has waited for its end.
func alive(*exec.Cmd) bool { return false }

// shell is bash where a runner has it, as on those of GitHub.
func shell() (string, []string) {
	if bash, err := exec.LookPath("bash"); err == nil {
		return bash, []string{"--noprofile", "--norc", "-eo", "pipefail", "-c"}
	}
	return "cmd", []string{"/C"}
}
