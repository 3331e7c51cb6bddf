// Package cli is the command line: flags, exit codes and where output goes.
// It decides nothing else.
//
// Output for machines goes to stdout, everything else to stderr. An error is
// one line, "ashlar: what", and where there is a way on a second one,
// "hint: how".
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/alecthomas/kong"

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
	Args     []string // without the program's name
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // stderr is a terminal
	Color    bool // stdout is a terminal that shows colour
	Width    int  // of stdout in columns; 0: unknown
	Getenv   func(string) (string, bool)
	Version  string
}

// commands are the flags of the whole program.
type commands struct {
	Scan       scanCommand       `cmd:"" help:"Look for insecure design and prove it."`
	Weaknesses weaknessesCommand `cmd:"" help:"List the catalogue, or explain one weakness."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

// finished ends a command early with a code and no message.
type finished int

func (f finished) Error() string { return fmt.Sprintf("exit code %d", int(f)) }

// Run runs the program and returns its exit code.
func Run(ctx context.Context, env Environment) int {
	log.SetOutput(io.Discard) // net/http logs there what a target does wrong; it would tear the status line
	code := -1
	var c commands
	parser, err := kong.New(&c,
		kong.Name("ashlar"),
		kong.Description("Finds insecure design in HTTP APIs backed by MongoDB, and proves it."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(func(n int) { code = n; panic(finished(n)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
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
	k, err := parser.Parse(env.Args)
	if err != nil {
		hint := "ashlar --help lists the commands"
		if len(env.Args) > 0 && !strings.HasPrefix(env.Args[0], "-") {
			hint = "ashlar " + env.Args[0] + " --help lists its flags"
		}
		return &scan.UsageError{Text: err.Error(), Hint: hint}
	}
	return k.Run()
}

// tell prints an error and its hint.
func tell(w io.Writer, err error) {
	fmt.Fprintln(w, "ashlar:", err)
	var u *scan.UsageError
	if errors.As(err, &u) && u.Hint != "" {
		fmt.Fprintln(w, "hint:", u.Hint)
	}
	if errors.Is(err, scan.ErrUnreachable) {
		fmt.Fprintln(w, "hint: is the API running, and is the port right?")
	}
	if errors.Is(err, os.ErrPermission) {
		fmt.Fprintln(w, "hint: check the permissions of the file and its folder")
	}
}

type versionCommand struct{}

func (versionCommand) Run(env *Environment) error {
	_, err := fmt.Fprintln(env.Stdout, "ashlar", env.Version)
	return err
}
