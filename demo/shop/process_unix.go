//go:build unix

package shop

import (
	"os"
	"os/exec"
	"syscall"
)

// own gives the process a group of its own, so that a Ctrl-C in the terminal
// reaches us alone and we end the shop in order, with all that it started.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func terminate(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGTERM) }

func kill(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
