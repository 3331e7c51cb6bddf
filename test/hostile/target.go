package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// target is something hostile, and what a scan of it must come to.
type target struct {
	name   string // what it does
	start  func(e *env) (args []string)
	ends   string        // pattern of [result.ending]
	says   []string      // patterns of [result.told]
	budget time.Duration // 0: the usual one
	check  func(e *env, r *result) error
	// instead of one scan; it says what is wrong.
	instead func(ctx context.Context, b *bench, e *env, args []string) (*result, []string)
}

func (t target) within() time.Duration {
	if t.budget > 0 {
		return t.budget
	}
	return budget
}

// judge says what is not as it should be.
func (t target) judge(r *result, e *env) []string {
	var wrong []string
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if most := t.within() + stretched(afterwards); r.took > most {
		no("it took %v, and may take %v", r.took.Round(time.Millisecond), most)
	}
	if r.memory > mostMemory {
		no("it took %d MB", r.memory>>20)
	}
	if !regexp.MustCompile("(?s)^(?:" + t.ends + ")$").MatchString(r.ending()) {
		no("it ended %q, not %q", r.ending(), t.ends)
	}
	refused := strings.HasPrefix(t.ends, "refused")
	switch {
	case refused && r.report != nil:
		no("it wrote a report")
	case !refused && r.report == nil:
		no("it wrote no report: exit code %d: %s", r.code, r.stderr)
	case r.invalid != nil:
		no("its report is not valid: %v", r.invalid)
	}
	if len(r.left) > 0 {
		no("it left %q", r.left)
	}
	for _, pattern := range t.says {
		if !regexp.MustCompile("(?i)" + pattern).MatchString(r.told()) {
			no("it does not say %q, but\n%s", pattern, r.told())
		}
	}
	if around, yes := moves(r.stderr + r.told()); yes {
		no("it tells what moves the cursor: %s", around)
	}
	if r.scan != nil {
		wrong = append(wrong, ledger(r.scan)...)
	}
	if t.check != nil && r.scan != nil {
		if err := t.check(e, r); err != nil {
			no("%v", err)
		}
	}
	return wrong
}

// ledger says what no scan of a hostile target may come to: a proof, or an
// entry without its reason.
func ledger(s *finding.Scan) []string {
	var wrong []string
	for _, f := range s.Findings {
		if f.Verdict == finding.Proven {
			wrong = append(wrong, fmt.Sprintf("proven: %s %s: %s", f.Weakness, f.Operation, f.Evidence.Summary))
		}
	}
	for _, c := range s.Ledger {
		if c.State != finding.Found && c.Reason == "" {
			wrong = append(wrong, fmt.Sprintf("no reason: %+v", c))
			break
		}
	}
	return wrong
}

// stretched is a time on a machine that does other work too: as much longer
// as there is more to do than processors.
func stretched(d time.Duration) time.Duration {
	text, err := os.ReadFile("/proc/loadavg")
	var load float64
	if err != nil {
		return d
	}
	if _, err := fmt.Sscan(string(text), &load); err != nil {
		return d
	}
	return time.Duration(float64(d) * max(1, load/float64(runtime.NumCPU())))
}

// env is what a target runs in.
type env struct {
	dir    string
	failed error // of setting it up
	ends   []func()
}

func (e *env) end() {
	for _, f := range e.ends {
		f()
	}
	os.RemoveAll(e.dir)
}

func (e *env) fail(err error) {
	if e.failed == nil {
		e.failed = err
	}
}

// report is where the report goes, in a folder of its own.
func (e *env) report() string {
	path := filepath.Join(e.dir, "report", "scan.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.fail(err)
	}
	return path
}

// file writes a file and returns its path.
func (e *env) file(name, text string) string {
	path := filepath.Join(e.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.fail(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		e.fail(err)
	}
	return path
}

// serve starts a server and returns its address.
func (e *env) serve(h http.HandlerFunc) string {
	server := httptest.NewServer(h)
	e.ends = append(e.ends, func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// raw starts a server that gets connections, and returns its address.
func (e *env) raw(serve func(net.Conn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		e.fail(err)
		return ""
	}
	e.ends = append(e.ends, func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// identities are the two that the notes know.
var identities = []string{"--auth", "alice=env:ASHLAR_ALICE", "--auth", "bob=env:ASHLAR_BOB"}

// against are the arguments of a scan of the notes as url serves them.
func (e *env) against(url string, more ...string) []string {
	return append(append([]string{"--url", url, e.file("openapi.yaml", contract)}, identities...), more...)
}
