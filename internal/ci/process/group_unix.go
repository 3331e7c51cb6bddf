//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// own gives the command a group of its own: it can be ended with all that it
// starts, and a Ctrl-C in the terminal reaches us alone.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func terminate(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }

func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// alive tells whether anybody of the group is there.
func alive(cmd *exec.Cmd) bool { return syscall.Kill(-cmd.Process.Pid, 0) == nil }

// shell is that of a step on Linux and macOS.
func shell() (string, []string) {
	if bash, err := exec.LookPath("bash"); err == nil {
		return bash, []string{"--noprofile", "--norc", "-eo", "pipefail", "-c"}
	}
	return "sh", []string{"-e", "-c"}
}
