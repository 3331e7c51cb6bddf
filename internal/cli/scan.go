package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/report/text"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// scanCommand mirrors scan.Options.
type scanCommand struct {
	Targets []string `arg:"" optional:"" name:"target" help:"Base URL of the API, an OpenAPI file or URL, a source folder; in any mix."`

	URL        string `placeholder:"URL" help:"Base URL of the running API."`
	Config     string `placeholder:"FILE" help:"Design file (default: ./ashlar.yaml if it is there)."`
	Mode       string `placeholder:"MODE" help:"passive: only reads; safe: attacks only what the scan creates (default); full: anything."`
	Authorized bool   `help:"The owner of a target that is neither loopback nor private agrees."`
	Plan       bool   `help:"Say what would be sent, as whom, and what would stay untested; send nothing."`
	Keep       bool   `help:"Leave the objects that the scan creates."`

	Only []string `placeholder:"W,…" help:"Look only for these weaknesses."`
	Skip []string `placeholder:"W,…" help:"Do not look for these."`

	Rate        float64       `placeholder:"N" help:"Requests per second (default: 200 on loopback, 20 elsewhere)."`
	Concurrency int           `placeholder:"N" help:"Requests at once (default: 4)."`
	MaxRequests int           `placeholder:"N" help:"Stop after so many requests."`
	Budget      time.Duration `placeholder:"5m" help:"Stop after so long."`
	Timeout     time.Duration `placeholder:"10s" help:"Wait so long for an answer."`
	Seed        uint64        `placeholder:"N" help:"Seed of random values."`

	Header   []string `sep:"none" placeholder:"'K: V'" help:"Header to send with every request."`
	Auth     []string `sep:"none" placeholder:"NAME=env:ASHLAR_TOKEN" help:"Bearer token of an identity, from the environment."`
	Insecure bool     `help:"Accept any TLS certificate."`
	Callback string   `placeholder:"ADDR" help:"host:port at which the target can reach this machine."`

	Format       string `enum:"text,json" default:"text" help:"text or json."`
	Output       string `short:"o" default:"-" placeholder:"FILE" help:"Where the report goes (default: stdout)."`
	ExplainScore bool   `help:"Show what each finding takes from the score."`
	Verbose      bool   `short:"v" help:"Log each request to stderr."`
}

// Run scans and writes the report.
func (c *scanCommand) Run(ctx context.Context, env *Environment) error {
	options, err := c.options(env)
	if err != nil {
		return err
	}
	if c.Plan {
		plan, err := scan.MakePlan(options)
		if err != nil {
			return err
		}
		return plan.Write(env.Stdout)
	}
	if err := writable(c.Output); err != nil {
		return err
	}
	status := newStatus(env.Stderr, env.Terminal && !c.Verbose)
	options.Progress = status.show
	result, err := scan.Run(ctx, options)
	status.end()
	if err != nil {
		return err
	}
	if err := c.write(env, result); err != nil {
		return err
	}
	if ctx.Err() != nil {
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; the report holds what was found so far")
		return finished(interrupted)
	}
	return nil
}

func (c *scanCommand) options(env *Environment) (scan.Options, error) {
	o := scan.Options{
		Targets: c.Targets, URL: c.URL, Mode: world.Mode(c.Mode), Authorized: c.Authorized, Keep: c.Keep,
		Rate: c.Rate, Concurrency: c.Concurrency, MaxRequests: c.MaxRequests, Budget: c.Budget, Timeout: c.Timeout, Seed: c.Seed,
		Insecure: c.Insecure, Callback: c.Callback, Version: env.Version, Headers: map[string][]string{},
	}
	if c.Mode != "" && !slices.Contains(design.Modes, c.Mode) {
		return o, usage("passive only reads, safe attacks only what the scan creates, full anything", "--mode %q is none of %s", c.Mode, strings.Join(design.Modes, ", "))
	}
	for flag, negative := range map[string]bool{"--rate": c.Rate < 0, "--concurrency": c.Concurrency < 0, "--max-requests": c.MaxRequests < 0, "--budget": c.Budget < 0, "--timeout": c.Timeout < 0} {
		if negative {
			return o, usage("leave it out for the default", "%s is negative", flag)
		}
	}
	if len(c.Targets) == 0 && c.URL == "" {
		return o, usage("ashlar scan http://localhost:5000", "nothing to scan: name a URL, an OpenAPI file or a folder")
	}
	for _, h := range c.Header {
		name, value, found := strings.Cut(h, ":")
		if name = strings.TrimSpace(name); !found || name == "" || strings.ContainsAny(name+value, "\r\n") {
			return o, usage("--header 'X-Tenant: acme'", "--header %q is no header", h)
		}
		o.Headers[name] = append(o.Headers[name], strings.TrimSpace(value))
	}
	if c.Verbose {
		o.Log = slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	var err error
	if o.Weaknesses, err = choose(c.Only, c.Skip); err != nil {
		return o, err
	}
	if o.Design, err = c.design(env); err != nil {
		return o, err
	}
	return o, nil
}

// design loads the file that is named, or ./ashlar.yaml, and says so.
func (c *scanCommand) design(env *Environment) (*design.Design, error) {
	d := &design.Design{}
	path := c.Config
	if path == "" {
		path = "ashlar.yaml"
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			path = ""
		} else {
			fmt.Fprintln(env.Stderr, "ashlar: using ./ashlar.yaml")
		}
	}
	if path != "" {
		var err error
		if d, err = design.Load(path, env.Getenv); err != nil {
			return nil, err
		}
	}
	for _, flag := range c.Auth {
		who, err := design.ParseAuth(flag, env.Getenv)
		if err != nil {
			return nil, err
		}
		if d.Identity(who.Name) != nil {
			return nil, usage("give the identity another name", "--auth %s: %s is in %s already", flag, who.Name, path)
		}
		d.Identities = append(d.Identities, who)
	}
	return d, nil
}

// choose is the catalogue as --only and --skip leave it.
func choose(only, skip []string) ([]*weakness.Weakness, error) {
	for _, id := range slices.Concat(only, skip) {
		if catalogue.Find(id) == nil {
			return nil, unknownWeakness(id)
		}
	}
	var chosen []*weakness.Weakness
	for _, w := range catalogue.All() {
		if (len(only) == 0 || slices.Contains(only, w.ID)) && !slices.Contains(skip, w.ID) {
			chosen = append(chosen, w)
		}
	}
	if len(chosen) == 0 {
		return nil, usage("leave one of --only and --skip out", "no weakness is left to look for")
	}
	return chosen, nil
}

// writable fails before the scan rather than after it.
func writable(path string) error {
	if path == "-" {
		return nil
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil || !info.IsDir() {
		return usage("make the folder first", "--output %s: its folder does not exist", path)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usage("name a file in it", "--output %s is a folder", path)
	}
	return nil
}

// write puts the report in place whole or not at all.
func (c *scanCommand) write(env *Environment, result *finding.Scan) error {
	if c.Output == "-" {
		return c.render(env.Stdout, env, result)
	}
	f, err := os.CreateTemp(filepath.Dir(c.Output), "."+filepath.Base(c.Output)+"-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	defer os.Remove(f.Name()) // nothing is left of it after the rename
	if err := c.render(f, nil, result); err != nil {
		f.Close()
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	if err := os.Rename(f.Name(), c.Output); err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	fmt.Fprintf(env.Stderr, "%s\nashlar: the report is in %s\n", text.Headline(result), c.Output)
	return nil
}

// render writes the report; env is nil for a file.
func (c *scanCommand) render(w io.Writer, env *Environment, result *finding.Scan) error {
	if c.Format == "json" {
		return jsonreport.Write(w, result)
	}
	o := text.Options{Explain: c.ExplainScore, Verbose: c.Verbose}
	if env != nil {
		o.Width, o.Color = env.Width, env.Color
	}
	return text.Write(w, result, o)
}

func usage(hint, format string, args ...any) error {
	return &scan.UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}
