//go:build !unix

package shop

import (
	"os"
	"os/exec"
)

func own(*exec.Cmd) {}

func terminate(p *os.Process) error { return p.Kill() }

func kill(p *os.Process) error { return p.Kill() }
