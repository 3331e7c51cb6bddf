// Package shop starts the example API of examples/shop for the demo and for
// tests: a real Flask with a real PyMongo, as a process of its own.
package shop

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	startTime = 30 * time.Second // a cold Python on a busy machine takes several
	graceTime = 3 * time.Second  // between asking the process to end and ending it
	pollTime  = 20 * time.Millisecond
	logTail   = 2048 // bytes of its log in an error
)

// announcement is how run.py begins the line that says where it listens.
const announcement = "listening on "

// Options say what to start.
type Options struct {
	Dir      string // of run.py; its base name tells the shops apart
	Python   string // interpreter that has the packages of requirements.txt
	MongoURI string
	Database string   // is seeded if it is empty
	Log      string   // file for what the shop writes; empty: a new temporary one
	Env      []string // further variables, as KEY=value
}

// A Shop is a running API.
type Shop struct {
	URL string // without a slash at the end
	Log string

	cmd    *exec.Cmd
	cancel context.CancelFunc
	exited chan struct{} // closed when the process is gone
}

// Start starts a shop on a free loopback port and returns when it answers. The
// shop ends with Stop, or when ctx does; either way Stop tells when it is gone.
func Start(ctx context.Context, o Options) (*Shop, error) {
	logFile, err := openLog(o)
	if err != nil {
		return nil, err
	}
	defer logFile.Close() // the process has its own

	life, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(life, o.Python, "-B", "run.py")
	cmd.Dir = o.Dir
	cmd.Env = append(os.Environ(),
		"HOST=127.0.0.1",
		"PORT=0",
		"MONGODB_URI="+o.MongoURI,
		"MONGODB_DATABASE="+o.Database,
		// The demo logs in many times; its passwords are no secret.
		"PASSWORD_HASH_METHOD=scrypt:1024:8:1",
		// Reports go to listeners on this machine, never through a proxy.
		"NO_PROXY=*", "no_proxy=*",
	)
	cmd.Env = append(cmd.Env, o.Env...)
	cmd.Stderr = logFile
	cmd.Cancel = func() error { return terminate(cmd.Process) }
	cmd.WaitDelay = graceTime
	own(cmd)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return nil, fmt.Errorf("starting the shop in %s: %w", o.Dir, err)
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("starting the shop in %s: %w", o.Dir, err)
	}

	s := &Shop{Log: logFile.Name(), cmd: cmd, cancel: cancel, exited: make(chan struct{})}
	announced := make(chan string, 1)
	go func() {
		defer close(s.exited)
		announced <- readAnnouncement(stdout)
		io.Copy(io.Discard, stdout) // or a full pipe would stop it
		cmd.Wait()
		kill(cmd.Process) // what it left behind in its group
	}()
	if err := s.await(ctx, announced); err != nil {
		s.Stop()
		return nil, fmt.Errorf("starting the shop in %s: %w\n%s", o.Dir, err, tail(s.Log))
	}
	return s, nil
}

// Stop ends the shop and waits until it is gone. It may be called twice.
func (s *Shop) Stop() {
	s.cancel()
	<-s.exited
}

// await waits until the shop has said where it listens and answers there.
func (s *Shop) await(ctx context.Context, announced <-chan string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	select {
	case s.URL = <-announced:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if s.URL == "" {
		return errors.New("it ended before it listened")
	}
	tick := time.NewTicker(pollTime)
	defer tick.Stop()
	for {
		err := healthy(ctx, s.URL)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-s.exited:
			return errors.New("it ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("waiting for its /health: %w", err)
		}
	}
}

func healthy(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", res.Status)
	}
	return nil
}

// readAnnouncement returns the URL that the shop says it listens on, or "" if
// its output ends first.
func readAnnouncement(stdout io.Reader) string {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), announcement); ok {
			return url
		}
	}
	return ""
}

func openLog(o Options) (*os.File, error) {
	if o.Log == "" {
		f, err := os.CreateTemp("", "shop-"+filepath.Base(o.Dir)+"-*.log")
		if err != nil {
			return nil, fmt.Errorf("making a log for the shop: %w", err)
		}
		return f, nil
	}
	f, err := os.Create(o.Log)
	if err != nil {
		return nil, fmt.Errorf("making a log for the shop: %w", err)
	}
	return f, nil
}

// tail returns the end of a log, which is where Python says what went wrong.
func tail(name string) string {
	b, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b[max(0, len(b)-logTail):]))
}
