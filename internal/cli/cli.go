// Package cli is the command line: flags, exit codes and where output goes.
// It decides nothing else.
//
// Output for machines goes to stdout, everything else to stderr. An error is
// one line, "ashlar: what", and where there is a way on a second one,
// "hint: how".
package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/report"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// Exit codes. DESIGN.md, "Exit codes".
const (
	ok          = 0
	cannotWork  = 2
	interrupted = 130
)

// Environment is all that a run may see of the outside, so that a whole run
// fits in a test.
type Environment struct {
	Args        []string // without the program's name
	Stdout      io.Writer
	Stderr      io.Writer
	Terminal    bool // stderr is a terminal
	Color       bool // stdout is a terminal that shows colour
	Width       int  // of stdout in columns; 0: unknown
	StatusWidth int  // of stderr
	Getenv      func(string) (string, bool)
	Environ     []string // for what is started
	Version     string
}

// commands are the flags of the whole program.
type commands struct {
	Scan       scanCommand       `cmd:"" help:"Look for insecure design and prove it."`
	Routes     routesCommand     `cmd:"" help:"List what Flask source serves: routes, who may call them, what they read and query."`
	Init       initCommand       `cmd:"" help:"Draft ashlar.yaml from source, contract and a look at the API."`
	Report     reportCommand     `cmd:"" help:"Make a report of an earlier scan, in any format."`
	Fix        fixCommand        `cmd:"" help:"Propose the change to the source that ends a finding, and apply it."`
	Compare    compareCommand    `cmd:"" help:"Say what is new, fixed and unchanged between two scans."`
	Baseline   baselineCommand   `cmd:"" help:"Accept findings: with a reason, an owner and a last day."`
	Ci         ciCommand         `cmd:"" help:"Scan in a build: inputs from the environment, as the GitHub Action sets them."`
	Replay     replayCommand     `cmd:"" help:"Look again at findings of a scan: are they still there?"`
	Scans      scansCommand      `cmd:"" help:"List the scans that are kept, or show one."`
	Mcp        mcpCommand        `cmd:"" help:"Answer an assistant in an editor, over the Model Context Protocol."`
	Weaknesses weaknessesCommand `cmd:"" help:"List the catalogue, or explain one weakness."`
	Version    versionCommand    `cmd:"" help:"Print the version."`

	ShowVersion kong.VersionFlag `name:"version" hidden:""`
}

// finished ends a command early with a code and no message.
type finished int

func (f finished) Error() string { return fmt.Sprintf("exit code %d", int(f)) }

// Run runs the program and returns its exit code.
func Run(ctx context.Context, env Environment) int {
	log.SetOutput(io.Discard) // net/http logs there what a target does wrong; it would tear the status line
	code := -1
	var c commands
	parser, err := newParser(&c, &env,
		kong.Exit(func(n int) { code = n; panic(finished(n)) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&env),
	)
	if err != nil {
		fmt.Fprintln(env.Stderr, "ashlar:", err)
		return cannotWork
	}
	err = parseAndRun(parser, &env)
	switch f := finished(0); {
	case code >= 0:
		return code
	case err == nil:
		return ok
	case errors.As(err, &f):
		return int(f)
	}
	tell(env.Stderr, err)
	return cannotWork
}

func newParser(c *commands, env *Environment, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append([]kong.Option{
		kong.Name("ashlar"),
		kong.Description("Finds insecure design in HTTP APIs backed by MongoDB, and proves it."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"version": "ashlar " + env.Version, "formats": strings.Join(report.Formats, ", ")},
	}, more...)...)
}

// parseAndRun turns the exit that --help makes into a return.
func parseAndRun(parser *kong.Kong, env *Environment) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f, mine := r.(finished)
			if !mine {
				panic(r)
			}
			err = f
		}
	}()
	k, err := parser.Parse(arranged(parser, env.Args))
	if err != nil {
		return misread(err, env.Args)
	}
	return k.Run()
}

// tell prints an error and its hint.
func tell(w io.Writer, err error) {
	// Names of files and words of a target are in it.
	fmt.Fprintln(w, "ashlar:", evidence.Printable(err.Error()))
	if h := hint(err); h != "" {
		fmt.Fprintln(w, "hint:", evidence.Printable(h))
	}
}

// hint is the way on, where there is one.
func hint(err error) string {
	var u *scan.UsageError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &u):
		return u.Hint
	case errors.As(err, &certificate):
		return "--insecure accepts any certificate"
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "the port may not speak TLS: try http://"
	case errors.Is(err, scan.ErrUnreachable) && errors.Is(err, context.DeadlineExceeded):
		return "is the API well? --timeout waits longer"
	case errors.Is(err, scan.ErrUnreachable):
		return "is the API running, and is the port right?"
	case errors.Is(err, os.ErrPermission):
		return "check the permissions of the file and its folder"
	}
	return ""
}

type versionCommand struct{}

func (versionCommand) Run(env *Environment) error {
	_, err := fmt.Fprintln(env.Stdout, "ashlar", env.Version)
	return err
}
