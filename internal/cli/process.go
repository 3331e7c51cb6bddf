package cli

import (
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/term"
)

// FromProcess is the environment of this process. NO_COLOR is honoured
// (no-color.org).
func FromProcess() Environment {
	env := Environment{
		Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.LookupEnv, Environ: os.Environ(), Version: version(),
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if env.Terminal {
		env.StatusWidth, _, _ = term.GetSize(int(os.Stderr.Fd()))
	}
	if out := int(os.Stdout.Fd()); term.IsTerminal(out) {
		_, plain := os.LookupEnv("NO_COLOR")
		env.Color = !plain && os.Getenv("TERM") != "dumb"
		env.Width, _, _ = term.GetSize(out)
	}
	return env
}

// version is that of the module, or "dev" in a checkout.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(b.Main.Version, "v") {
		return b.Main.Version
	}
	return "dev"
}
