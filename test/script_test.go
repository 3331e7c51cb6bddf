// Package test shows what a user sees: each file of script is a session.
package test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ashlarsec/ashlar/internal/cli"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ashlar": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop)
		env := cli.FromProcess()
		env.Version = "v0.0.0-test"
		code := cli.Run(ctx, env)
		stop()
		os.Exit(code)
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"api": startAPI, "requests": countRequests, "await": await, "exitcode": exitCode},
	})
}

// startAPI is the command "api FILE": it runs the story server of the file
// and puts its address in $API.
func startAPI(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: api FILE")
	}
	server, err := storyapi.Start(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Defer(server.Close)
	ts.Setenv("API", server.URL)
	servers.Store(ts.Getenv("WORK"), server)
}

// servers by the folder of their script; scripts run side by side.
var servers sync.Map

// countRequests is the command "requests none": the server of the script
// has seen no request; with "!", at least one. "requests TEXT" and its
// negation are about requests whose line ("alice GET /orders/1") has the text.
func countRequests(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: requests none, or requests TEXT")
	}
	server, ok := servers.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no api was started")
	}
	if args[0] != "none" {
		seen := slices.ContainsFunc(server.(*storyapi.Server).Log(), func(line string) bool { return strings.Contains(line, args[0]) })
		if seen == neg {
			ts.Fatalf("a request with %q: %v", args[0], seen)
		}
		return
	}
	if n := server.(*storyapi.Server).Requests(); (n == 0) == neg {
		ts.Fatalf("the API has seen %d requests", n)
	}
}

// patience is how long a request may keep a script waiting.
const patience = 20 * time.Second

// await is the command "await TEXT": the server of the script sees a request
// with the text in its line ("alice GET /orders/1").
func await(ts *testscript.TestScript, neg bool, args []string) {
	server, ok := servers.Load(ts.Getenv("WORK"))
	if neg || len(args) != 1 || !ok {
		ts.Fatalf("usage: await TEXT, after api FILE")
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(poll) {
		if slices.ContainsFunc(server.(*storyapi.Server).Log(), func(line string) bool { return strings.Contains(line, args[0]) }) {
			return
		}
	}
	ts.Fatalf("no request %q within %v", args[0], patience)
}

// poll is short beside what a server takes to answer here.
const poll = 5 * time.Millisecond

// exitCode is the command "exitcode CODE PROGRAM ARG…": it runs the program
// as exec does, and fails unless it ends with that code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE PROGRAM ARG…")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		failed, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(failed.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}
