//go:build unix

package ci

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// standIn in the environment makes the test binary an API that listens there.
const standIn = "CI_TEST_LISTEN"

func TestMain(m *testing.M) {
	address := os.Getenv(standIn)
	if address == "" {
		os.Exit(m.Run())
	}
	fmt.Println("listening; the token is", os.Getenv("INPUT_GITHUB_TOKEN")+os.Getenv("GITHUB_OUTPUT"))
	http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	panic(http.ListenAndServe(address, nil))
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// starting is a step whose start command is this, with $SELF and $ADDRESS.
func starting(t *testing.T, command string, result Result) (s *step, address string) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	address = freeAddress(t)
	s = newStep(t, map[string]string{
		"INPUT_URL": "http://" + address, "INPUT_HEALTH_URL": "http://" + address + "/health", "INPUT_START_TIMEOUT": "20s", "INPUT_GITHUB_TOKEN": "ghs_token",
		"INPUT_START": strings.NewReplacer("$SELF", self, "$ADDRESS", address).Replace(command),
	}, result)
	return s, address
}

func (s *step) runReal(ctx context.Context, scan Scan) int {
	return Run(ctx, Environment{
		Stdout: &s.out, Stderr: &s.log, Environ: append(os.Environ(), "INPUT_GITHUB_TOKEN=ghs_token",
			"GITHUB_OUTPUT=/file-of-the-step", "GITHUB_STEP_SUMMARY=/file-of-the-step", "GITHUB_ENV=/file-of-the-step",
			"GITHUB_PATH=/file-of-the-step", "GITHUB_STATE=/file-of-the-step"),
		Getenv:  func(name string) (string, bool) { v, ok := s.env[name]; return v, ok },
		Prepare: func(Wish) (Scan, error) { return scan, nil },
	})
}

func listening(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err == nil {
		c.Close()
	}
	return err == nil
}

// pidIn waits for the file that a command writes its process id into.
func pidIn(t *testing.T, name string) int {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// gone tells whether a process has ended; a zombie of a test without an init
// has.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err != nil || strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}

// What start began is gone with all its children, also one that does not want
// to go, and one that the command left behind.
func TestStartedIsStopped(t *testing.T) {
	for name, command := range map[string]string{
		"in front":        `sh -c 'trap "" TERM; while :; do sleep 1; done' & echo $! >child; ` + standIn + `=$ADDRESS exec $SELF`,
		"in the back":     `sleep 1000 & echo $! >child; ` + standIn + `=$ADDRESS $SELF & exit 0`,
		"in several ones": `sleep 1000 & echo $! >child; ` + standIn + `=$ADDRESS $SELF; echo over`,
	} {
		t.Run(name, func(t *testing.T) {
			s, address := starting(t, command, failed(t))
			seen := false
			code := s.runReal(t.Context(), func(context.Context) (Result, error) {
				seen = listening(address)
				return s.results[0], nil
			})
			if code != gateFailed || !seen {
				t.Errorf("code %d, the API was there: %v\n%s", code, seen, &s.log)
			}
			if pid := pidIn(t, "child"); listening(address) || !gone(pid) {
				t.Errorf("something of it is left (child %d gone: %v)", pid, gone(pid))
			}
		})
	}
}

func TestStartedIsStoppedWhenInterrupted(t *testing.T) {
	s, address := starting(t, `sleep 1000 & echo $! >child; `+standIn+`=$ADDRESS exec $SELF`, failed(t))
	ctx, cancel := context.WithCancel(t.Context())
	code := s.runReal(ctx, func(context.Context) (Result, error) {
		cancel()
		r := s.results[0]
		r.Code = interrupted
		return r, nil
	})
	if code != interrupted || listening(address) || !gone(pidIn(t, "child")) {
		t.Errorf("code %d, listening %v", code, listening(address))
	}
	if got := parsed(t, s.read("output")); got["result"] != "interrupted" {
		t.Errorf("%q", got)
	}
}

func TestInterruptedWhileStarting(t *testing.T) {
	s, _ := starting(t, `echo $$ >child; exec sleep 1000`, Result{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if text, err := os.ReadFile(filepath.Join(s.env["GITHUB_WORKSPACE"], "child")); err == nil && len(text) > 0 {
				cancel()
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	if code := s.runReal(ctx, nil); code != interrupted || !gone(pidIn(t, "child")) {
		t.Errorf("code %d\n%s", code, &s.log)
	}
}

func TestAPIThatDoesNotStart(t *testing.T) {
	for name, test := range map[string]struct {
		command, wait string
		want          []string
	}{
		"ends with an error": {"echo ModuleNotFoundError: flask; echo ghs_token ::error::x; exit 3", "20s", []string{"start: the command ended (exit status 3) before the API answered", "  | ModuleNotFoundError: flask\n", "  | $SECRET_1 ::error::x\n"}},
		"first part fails":   {"false\nsleep 1000", "20s", []string{"start: the command ended (exit status 1)", "the start command has printed nothing", "hint: it has to go on"}},
		"never listens":      {"echo starting; exec sleep 1000", "300ms", []string{"the API did not come up within 300ms: health-url: connection refused", "the last line that", "  | starting\n", "its last output is above"}},
		"ends well":          {"true", "1s", []string{"the API did not come up within 1s", "has printed nothing", "start: the command ended (exit status 0) without an error", "start-timeout waits longer\n"}},
		"is no command":      {"no-such-command", "20s", []string{"exit status 127", "no-such-command"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := starting(t, test.command, Result{})
			s.env["INPUT_START_TIMEOUT"] = test.wait
			if code := s.runReal(t.Context(), nil); code != cannotWork {
				t.Errorf("code %d", code)
			}
			for _, want := range test.want {
				if !strings.Contains(s.log.String(), want) {
					t.Errorf("no %q in\n%s", want, &s.log)
				}
			}
			if strings.Contains(s.log.String()+s.out.String(), "ghs_token") {
				t.Error("the token is printed")
			}
			if got := parsed(t, s.read("output")); got["result"] != "error" {
				t.Errorf("%q", got)
			}
		})
	}
}

// What listens there already is not what start would begin.
func TestSomethingElseAnswers(t *testing.T) {
	s, address := starting(t, "exec sleep 1000", Result{})
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{}
	go server.Serve(l)
	defer server.Close()
	if code := s.runReal(t.Context(), nil); code != cannotWork || !strings.Contains(s.log.String(), "something answers at health-url already") {
		t.Errorf("code %d\n%s", code, &s.log)
	}
}

// A health-url that is not well is waited for; the root of an API may be 404.
func TestAnswers(t *testing.T) {
	status := 0
	s := newGitHub(t)
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Location", "/x"); w.WriteHeader(status) })
	for _, test := range []struct {
		status   int
		well, ok bool
	}{{200, true, true}, {302, true, true}, {404, true, false}, {404, false, true}, {503, false, false}, {503, true, false}} {
		status = test.status
		if err := answers(t.Context(), s.URL, test.well); (err == nil) != test.ok {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

// Neither the inputs nor the files of the step reach what is started: a pull
// request could write its own result there.
func TestStartedGetsNoSecret(t *testing.T) {
	s, _ := starting(t, `env >env; `+standIn+`=$ADDRESS exec $SELF`, Result{})
	s.runReal(t.Context(), func(context.Context) (Result, error) { return Result{}, nil })
	env := s.read("env")
	for _, secret := range []string{"INPUT_", "/file-of-the-step"} {
		if strings.Contains(env, secret) {
			t.Errorf("%s reaches it:\n%s", secret, env)
		}
	}
	if !strings.Contains("\n"+env, "\nPATH=") {
		t.Errorf("no PATH in\n%s", env)
	}
}
