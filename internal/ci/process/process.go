// Package process runs a command with all that it starts, and ends them
// together.
package process

import (
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

const (
	pollTime  = 20 * time.Millisecond // nothing tells when the last of a group is gone
	graceTime = 5 * time.Second       // between asking a group to end and ending it
	drainTime = time.Second           // for the last words of one that has ended
)

// Group is a command and all that it started.
type Group struct {
	cmd    *exec.Cmd
	output tail
	ended  chan struct{}
	err    error         // after ended
	said   chan struct{} // closed when nobody can write to output any more
	reader *os.File      // of its output
	stop   sync.Once
}

// Start runs the command in a shell, which stops at the first part that
// fails, as a step of a workflow does.
func Start(command string, environ []string) (*Group, error) {
	name, args := shell()
	cmd := exec.Command(name, append(args, command)...)
	cmd.Env = environ
	own(cmd)
	// The pipe is ours: one of os/exec would be closed when the command ends,
	// under a server that it left behind.
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		reader.Close()
		writer.Close()
		return nil, err
	}
	writer.Close()
	g := &Group{cmd: cmd, ended: make(chan struct{}), said: make(chan struct{}), reader: reader}
	go func() {
		defer close(g.said)
		io.Copy(&g.output, reader)
	}()
	go func() {
		g.err = cmd.Wait()
		close(g.ended)
	}()
	return g, nil
}

// Ended is closed when the command itself is gone. A server that it left
// behind may go on.
func (g *Group) Ended() <-chan struct{} { return g.ended }

// Err is how the command ended, once it has: nil for well.
func (g *Group) Err() error { return g.err }

// State is how the command ended, in words, once it has.
func (g *Group) State() string { return g.cmd.ProcessState.String() }

// LastLines are the last lines that the group has printed so far.
func (g *Group) LastLines() []string {
	select {
	case <-g.ended:
		g.drain()
	default: // it goes on
	}
	return g.output.lines()
}

// drain waits for what is on its way. Who has left the group may hold the
// pipe for ever.
func (g *Group) drain() {
	select {
	case <-g.said:
	case <-time.After(drainTime):
	}
}

// Stop asks the group to end, ends it, and waits until it is gone. It may be
// called twice.
func (g *Group) Stop() {
	g.stop.Do(func() {
		terminate(g.cmd)
		for deadline := time.Now().Add(graceTime); alive(g.cmd) && time.Now().Before(deadline); {
			time.Sleep(pollTime)
		}
		kill(g.cmd)
		<-g.ended
		g.drain()
		g.reader.Close()
	})
}

// Kill ends the group at once, and does not wait.
func (g *Group) Kill() { kill(g.cmd) }
