package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/fix"
	"github.com/ashlarsec/ashlar/internal/replay"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
)

// replayCommand looks again at findings of an earlier scan.
type replayCommand struct {
	From     string   `arg:"" optional:"" name:"scan.json" help:"Result of ashlar scan --format json; - is stdin."`
	Findings []string `arg:"" optional:"" name:"finding" help:"Ids of findings (at least 6 digits), or weaknesses; all where none is named."`

	URL        string         `placeholder:"URL" help:"Base URL of the running API; nothing is sent without it."`
	Target     []string       `sep:"none" placeholder:"PATH" help:"Source folder or OpenAPI file to read (default: those of the scan that are still here)."`
	Include    []string       `sep:"none" placeholder:"GLOB" help:"What the scan was given with --include."`
	Config     string         `placeholder:"FILE" help:"Design file (default: ./ashlar.yaml if it is there)."`
	Mode       string         `placeholder:"MODE" help:"passive, safe or full (default: that of the scan)."`
	Authorized bool           `help:"The owner of a target that is neither loopback nor private agrees."`
	Header     []string       `sep:"none" placeholder:"'K: V'" help:"Header to send with every request."`
	Auth       []string       `sep:"none" placeholder:"NAME=env:ASHLAR_TOKEN" help:"Bearer token of an identity, from the environment."`
	Insecure   bool           `help:"Accept any TLS certificate."`
	Callback   string         `placeholder:"ADDR" help:"host:port at which the target can reach this machine."`
	Budget     *time.Duration `placeholder:"5m" help:"Stop after so long (default: 5m)."`
	Timeout    *time.Duration `placeholder:"10s" help:"Wait so long for an answer (default: 10s)."`
	Verbose    bool           `short:"v" help:"Log each request to stderr."`

	Format string `enum:"text,json" default:"text" help:"text or json."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"Where the outcomes go (default: stdout)."`
}

// Exit codes of replay, beside those of all commands. The worst decides.
const (
	stillThere   = 1 // something is still there
	inconclusive = 3 // nothing is known to be there, and not all is known to be gone
)

// Run looks again, and ends with 0 only if every finding is gone.
func (c *replayCommand) Run(ctx context.Context, env *Environment) error {
	scanned, err := readScan(c.From)
	if err != nil {
		return err
	}
	picked, unknown := fix.Select(scanned.Findings, c.Findings)
	if len(unknown) > 0 {
		return usage("the report has the ids; ashlar weaknesses lists the weaknesses", "%s is no finding of %s", strings.Join(unknown, ", "), sourceName(c.From))
	}
	if c.URL == "" && slices.ContainsFunc(picked, func(f finding.Finding) bool { return slices.Contains(f.Looks, finding.Live) }) {
		return usage("--url says where the API runs; nothing is sent without it", "findings of the live look need a running API")
	}
	options, err := c.options(env)
	if err != nil {
		return err
	}
	to, err := openOutput(c.Output)
	if err != nil {
		return err
	}
	status := newStatus(env.Stderr, env.StatusWidth, env.Terminal && !c.Verbose)
	options.Scan.Progress = status.show
	next := ""
	options.Hindered = func(err error) { next = hint(err) }
	quiet := context.AfterFunc(ctx, func() { status.say("ashlar: interrupted: cleaning up; once more ends at once") })
	all, err := replay.Run(ctx, scanned, picked, options)
	quiet()
	status.end()
	if err != nil {
		return err
	}
	if to.path == "-" {
		err = c.render(env.Stdout, all)
	} else if err = to.write(func(w io.Writer) error { return c.render(w, all) }); err == nil {
		fmt.Fprintln(env.Stderr, replay.Summary(all))
	}
	if err != nil {
		return err
	}
	if next != "" {
		fmt.Fprintln(env.Stderr, "hint:", next)
	}
	switch n := replay.Count(all); {
	case ctx.Err() != nil:
		return finished(interrupted)
	case n[replay.StillThere] > 0:
		return finished(stillThere)
	case n[replay.Inconclusive] > 0:
		return finished(inconclusive)
	}
	return nil
}

// options are those that a scan with the same flags would have.
func (c *replayCommand) options(env *Environment) (replay.Options, error) {
	like := scanCommand{
		Targets: c.Target, URL: c.URL, Include: c.Include, Config: c.Config, Mode: c.Mode, Authorized: c.Authorized,
		Header: c.Header, Auth: c.Auth, Insecure: c.Insecure, Callback: c.Callback, Budget: c.Budget, Timeout: c.Timeout, Verbose: c.Verbose,
	}
	if len(like.Targets) == 0 && like.URL == "" {
		like.Targets = []string{"."} // read again from where the document says
	}
	o, err := like.options(env)
	o.Targets = c.Target
	return replay.Options{Scan: o}, err
}

func (c *replayCommand) render(w io.Writer, all []replay.Outcome) error {
	if c.Format == "json" {
		return jsonreport.WriteDocument(w, struct {
			SchemaVersion string           `json:"schema_version"`
			Outcomes      []replay.Outcome `json:"outcomes"`
		}{finding.SchemaVersion, all})
	}
	var b strings.Builder
	for i, o := range all {
		operation := o.Operation
		if operation == "" {
			operation = "the API"
		}
		fmt.Fprintf(&b, "%-12s  %s %s %s\n", o.State, o.ID, o.Weakness, operation)
		// What hinders one finding mostly hinders those after it too.
		if i+1 < len(all) && o.State == replay.Inconclusive && all[i+1].State == o.State && all[i+1].Reason == o.Reason {
			continue
		}
		fmt.Fprintf(&b, "              %s\n", o.Reason)
	}
	fmt.Fprintln(&b, replay.Summary(all))
	_, err := io.WriteString(w, b.String())
	return err
}

// readScan reads a scan document that the user named; - is stdin.
func readScan(name string) (*finding.Scan, error) {
	const hint = "ashlar scan ./app --format json --output scan.json"
	if name == "" {
		return nil, usage(hint, "name the result of a scan")
	}
	from := os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usage(hint, "%s: %v", name, cause(err))
		}
		defer f.Close()
		from = f
	}
	scanned, err := jsonreport.Read(from)
	if err != nil {
		return nil, usage(hint, "%s: %v", name, err)
	}
	return scanned, nil
}

// sourceName is how a message calls a document.
func sourceName(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}
