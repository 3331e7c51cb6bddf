// Package test shows what a user sees: each file of script is a session.
package test

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"

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
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"api": startAPI, "requests": countRequests},
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
// has seen no request; with "!", at least one.
func countRequests(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || args[0] != "none" {
		ts.Fatalf("usage: requests none")
	}
	server, ok := servers.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no api was started")
	}
	if n := server.(*storyapi.Server).Requests(); (n == 0) == neg {
		ts.Fatalf("the API has seen %d requests", n)
	}
}
