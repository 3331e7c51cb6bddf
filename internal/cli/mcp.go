package cli

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/ashlarsec/ashlar/internal/mcp"
	"github.com/ashlarsec/ashlar/internal/roots"
)

type mcpCommand struct {
	Root       []string `sep:"none" placeholder:"DIR" help:"Read files below this folder (default: the folders that the client gives)."`
	Allow      []string `placeholder:"HOST" help:"Let this host be scanned, though it is neither loopback nor private."`
	Authorized bool     `help:"The owners of the hosts of --allow agree to more than reading."`
	AllowFull  bool     `help:"Let mode full be asked for: only where everything can be thrown away."`
	Verbose    bool     `short:"v" help:"Log to stderr."`
}

// Run serves one client over stdin and stdout until it is gone.
func (c *mcpCommand) Run(ctx context.Context, env *Environment) error {
	options, err := c.options(env)
	if err != nil {
		return err
	}
	// A client that is gone must not end the process before the scans that
	// it began have cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	return mcp.New(ctx, options).Serve(os.Stdin, env.Stdout)
}

func (c *mcpCommand) options(env *Environment) (mcp.Options, error) {
	o := mcp.Options{Allowed: c.Allow, Authorized: c.Authorized, AllowFull: c.AllowFull, Getenv: env.Getenv, Version: env.Version}
	for _, host := range c.Allow {
		if host == "" || strings.ContainsAny(host, "/:@*? ") && !strings.Contains(host, "::") {
			return o, usage("--allow api.example.com", "--allow %q is no name or address of a host", host)
		}
	}
	var given []string
	for _, dir := range c.Root {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return o, usage("name a folder", "--root %s: %v", dir, err)
		}
		given = append(given, abs)
	}
	if given != nil {
		allowed, wrong := roots.New(given)
		if len(wrong) > 0 {
			return o, usage("name a folder that can be read", "%v", wrong[0])
		}
		o.Roots = allowed
	}
	if c.Verbose {
		o.Log = slog.New(slog.NewTextHandler(env.Stderr, nil))
	}
	var err error
	o.Store, err = openStore(env)
	return o, err
}
