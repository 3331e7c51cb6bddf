package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/fix"
	"github.com/ashlarsec/ashlar/internal/gate"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/report"
	"github.com/ashlarsec/ashlar/internal/report/text"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// scanCommand mirrors scan.Options.
type scanCommand struct {
	Targets []string `arg:"" optional:"" name:"target" help:"Base URL of the API, an OpenAPI file or URL, a source folder; in any mix."`

	URL        string   `placeholder:"URL" help:"Base URL of the running API."`
	Method     string   `placeholder:"METHOD" help:"Method of the operation that a URL without a contract is (default: GET)."`
	Include    []string `sep:"none" placeholder:"GLOB" help:"Read these files of the source too, which are left out otherwise: tests, migrations, vendored code."`
	Config     string   `placeholder:"FILE" help:"Design file (default: ./ashlar.yaml if it is there)."`
	Mode       string   `placeholder:"MODE" help:"passive: only reads; safe: attacks only what the scan creates (default); full: anything."`
	Authorized bool     `help:"The owner of a target that is neither loopback nor private agrees."`
	Plan       bool     `help:"Say what would be sent, as whom, and what would stay untested; send nothing."`
	Keep       bool     `help:"Leave the objects that the scan creates."`

	Only []string `placeholder:"W,…" help:"Look only for these weaknesses."`
	Skip []string `placeholder:"W,…" help:"Do not look for these."`

	Rate        *float64       `placeholder:"N" help:"Requests per second (default: 200 on loopback, 20 elsewhere)."`
	Concurrency *int           `placeholder:"N" help:"Requests at once (default: 4)."`
	MaxRequests *int           `placeholder:"N" help:"Stop after so many requests."`
	Budget      *time.Duration `placeholder:"5m" help:"Stop after so long (default: 5m)."`
	Timeout     *time.Duration `placeholder:"10s" help:"Wait so long for an answer (default: 10s)."`
	Seed        *uint64        `placeholder:"N" help:"Seed of random values."`

	Header    []string `sep:"none" placeholder:"'K: V'" help:"Header to send with every request."`
	Auth      []string `sep:"none" placeholder:"NAME=env:ASHLAR_TOKEN" help:"Bearer token of an identity, from the environment."`
	Insecure  bool     `help:"Accept any TLS certificate."`
	FetchRefs bool     `help:"Fetch what references of a contract lead to on other hosts."`
	Callback  string   `placeholder:"ADDR" help:"host:port at which the target can reach this machine."`

	gateFlags

	Format       string   `default:"text" placeholder:"FORMAT" help:"${formats}."`
	Output       string   `short:"o" default:"-" placeholder:"FILE" help:"Where the report goes (default: stdout)."`
	Report       []string `sep:"none" placeholder:"FORMAT=FILE" help:"Another report beside it; as often as wished."`
	ExplainScore bool     `help:"Show what each finding takes from the score."`
	Verbose      bool     `short:"v" help:"Log each request to stderr."`

	secrets map[string]string // of scan.Options
}

// methods of an operation, as OpenAPI has them.
var methods = []string{"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"}

// Run scans and writes the report.
func (c *scanCommand) Run(ctx context.Context, env *Environment) error {
	if c.Plan {
		return c.plan(ctx, env)
	}
	p, err := c.prepare(env)
	if err != nil {
		return err
	}
	_, _, err = p.run(ctx, env)
	return err
}

func (c *scanCommand) plan(ctx context.Context, env *Environment) error {
	options, err := c.options(env)
	if err != nil {
		return err
	}
	if _, err := c.policy(options.Design); err != nil {
		return err
	}
	plan, err := scan.MakePlan(ctx, options)
	if err != nil {
		return err
	}
	return plan.Write(env.Stdout)
}

// prepared is a scan whose flags and files are read, and that has sent
// nothing yet.
type prepared struct {
	options scan.Options
	policy  gate.Policy
	reports wishes
	told    report.Options
	status  bool // of a terminal
}

func (c *scanCommand) prepare(env *Environment) (*prepared, error) {
	var p prepared
	var err error
	if p.options, err = c.options(env); err != nil {
		return nil, err
	}
	if p.policy, err = c.policy(p.options.Design); err != nil {
		return nil, err
	}
	if p.reports, err = wished(c.Format, c.Output, c.Report); err != nil {
		return nil, err
	}
	p.told.Text = text.Options{Explain: c.ExplainScore, Verbose: c.Verbose}
	if p.policy.Known != nil {
		p.told.Base = p.policy.Known.Earlier
	}
	p.status = env.Terminal && !c.Verbose
	return &p, nil
}

// run scans, writes the reports, and says what the gate says. Beside an error
// there may be a scan.
func (p *prepared) run(ctx context.Context, env *Environment) (*finding.Scan, *gate.Judgement, error) {
	status := newStatus(env.Stderr, env.StatusWidth, p.status)
	p.options.Progress = status.show
	// The first signal ends the scan in order; main lets the next one kill.
	quiet := context.AfterFunc(ctx, func() { status.say("ashlar: interrupted: cleaning up; once more ends at once") })
	result, err := scan.Run(ctx, p.options)
	quiet()
	status.end()
	if err != nil {
		return nil, nil, err
	}
	accept(result, p.policy, time.Now())
	if err := p.reports.write(env, result, p.told); err != nil {
		return result, nil, err
	}
	if ctx.Err() != nil {
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; the report holds what was found so far")
		return result, nil, finished(interrupted)
	}
	j, err := judged(env.Stderr, result, p.policy)
	return result, j, err
}

func (c *scanCommand) options(env *Environment) (scan.Options, error) {
	o := scan.Options{
		Targets: c.Targets, URL: c.URL, Include: c.Include, Mode: world.Mode(c.Mode), Authorized: c.Authorized, Keep: c.Keep,
		Seed: c.Seed, Insecure: c.Insecure, FetchRefs: c.FetchRefs, Callback: c.Callback, Version: env.Version, Catalogue: catalogue.All(),
		Propose: fix.Told, Workflow: workflow(env.Getenv),
		Method: c.Method, Secrets: c.secrets,
	}
	if c.Method != "" && !slices.Contains(methods, c.Method) {
		return o, usage("--method POST", "--method %q is none of %s", c.Method, strings.Join(methods, ", "))
	}
	if c.Mode != "" && !slices.Contains(design.Modes, c.Mode) {
		return o, usage("passive only reads, safe attacks only what the scan creates, full anything", "--mode %q is none of %s", c.Mode, strings.Join(design.Modes, ", "))
	}
	if c.Callback != "" && !reachable(c.Callback) {
		return o, usage("--callback 192.168.0.7:8099", "--callback %q is no host:port", c.Callback)
	}
	var err error
	if err = c.pace(&o); err != nil {
		return o, err
	}
	if o.Headers, err = headers(c.Header); err != nil {
		return o, err
	}
	if c.Verbose {
		o.Log = slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	if o.Weaknesses, err = choose(trimmed(c.Only), trimmed(c.Skip)); err != nil {
		return o, err
	}
	if o.Design, err = c.design(env); err != nil {
		return o, err
	}
	if len(c.Targets) == 0 && c.URL == "" && len(o.Design.Contracts) == 0 {
		return o, usage("ashlar scan http://localhost:5000", "nothing to scan: name a URL, an OpenAPI file or a folder")
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
		if d, err = design.Load(path, env.Getenv); errors.Is(err, fs.ErrNotExist) {
			return nil, usage("write one, or leave --config out", "%s does not exist", path)
		} else if err != nil {
			return nil, usage("docs/design-file.md says all that the file may hold", "%v", err)
		}
	}
	for _, flag := range c.Auth {
		who, err := design.ParseAuth(flag, env.Getenv)
		if err != nil {
			return nil, usage("export ASHLAR_ALICE=…; ashlar scan --auth alice=env:ASHLAR_ALICE …", "%v", err)
		}
		if d.Identity(who.Name) != nil {
			return nil, usage("give the identity another name", "--auth %s: there is an identity of that name already", who.Name)
		}
		d.Identities = append(d.Identities, who)
	}
	return d, nil
}

// trimmed allows "a, b". Nil stays nil: the flag was not given.
func trimmed(ids []string) []string {
	for i := range ids {
		ids[i] = strings.TrimSpace(ids[i])
	}
	return ids
}

// choose is the catalogue as --only and --skip leave it.
func choose(only, skip []string) ([]*weakness.Weakness, error) {
	for flag, ids := range map[string][]string{"--only": only, "--skip": skip} {
		if ids != nil && (len(ids) == 0 || slices.Contains(ids, "")) {
			return nil, usage("ashlar weaknesses lists them", "%s: a name is missing", flag)
		}
	}
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

func usage(hint, format string, args ...any) error {
	return &scan.UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}
