package cli

import (
	"context"
	"crypto/rand"
	"fmt"
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
	HTTP       string   `name:"http" placeholder:"127.0.0.1:PORT" help:"Answer over streamable HTTP on this loopback address instead of stdin and stdout. Clients need the bearer token in ASHLAR_MCP_TOKEN, or the one that is printed."`
	AllowFull  bool     `help:"Let mode full be asked for: only where everything can be thrown away."`
	Verbose    bool     `short:"v" help:"Log to stderr."`
}

// Run serves one client over stdin and stdout until it is gone, or several
// over HTTP.
func (c *mcpCommand) Run(ctx context.Context, env *Environment) error {
	options, err := c.options(env)
	if err != nil {
		return err
	}
	if c.HTTP != "" {
		return c.listen(ctx, env, options)
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

// shortestToken is the length in bytes below which a token can be guessed.
const shortestToken = 16

// listen serves over HTTP. Without a token of the user it makes one, and
// prints it where only who started it looks.
func (c *mcpCommand) listen(ctx context.Context, env *Environment, options mcp.Options) error {
	token, given := env.Getenv(mcp.TokenVariable)
	switch {
	case !given:
		token = rand.Text()
	case len(token) < shortestToken:
		return usage("unset it, and a token is made and printed", "%s is shorter than %d characters", mcp.TokenVariable, shortestToken)
	}
	l, err := mcp.Listen(c.HTTP)
	if err != nil {
		return usage("--http 127.0.0.1:8765 listens on this machine alone", "--http %s: %v", c.HTTP, err)
	}
	fmt.Fprintf(env.Stderr, "ashlar: listening on http://%s\n", l.Addr())
	if !given {
		fmt.Fprintf(env.Stderr, "ashlar: clients send the header Authorization: Bearer %s\n", token)
	}
	return mcp.New(ctx, options).ServeHTTP(l, token)
}
