package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/inventory"
	"github.com/ashlarsec/ashlar/internal/python/project"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/report/openapi"
	"github.com/ashlarsec/ashlar/internal/report/text"
	"github.com/ashlarsec/ashlar/internal/source"
)

type routesCommand struct {
	Sources []string `arg:"" optional:"" name:"folder" help:"Folders of Python source."`
	Include []string `sep:"none" placeholder:"GLOB" help:"Read these files too, which are left out otherwise."`
	Format  string   `enum:"text,json,openapi" default:"text" help:"text, json, or openapi: a document drafted from the source."`
	Output  string   `short:"o" default:"-" placeholder:"FILE" help:"Where the list goes (default: stdout)."`
}

// Run reads the source and prints what it serves. Nothing is sent or run.
func (c *routesCommand) Run(ctx context.Context, env *Environment) error {
	if len(c.Sources) == 0 {
		return usage("ashlar routes .", "name a folder of Python source")
	}
	to, err := openOutput(c.Output)
	if err != nil {
		return err
	}
	p, err := source.Read(ctx, c.Sources, project.Options{Include: c.Include})
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(env.Stderr, "ashlar: interrupted")
		return finished(interrupted)
	case err != nil:
		return usage("name a folder that can be read", "%v", err)
	case p.Files == 0 && len(p.Problems) > 0:
		return usage("--include reads what is left out", "there is no Python file to read in %s: %s", strings.Join(c.Sources, ", "), p.Problems[0].Text)
	case p.Files == 0:
		return usage("name a folder of Python source", "there is no Python file in %s", strings.Join(c.Sources, ", "))
	}
	if to.path == "-" {
		return c.render(env.Stdout, text.Options{Width: env.Width, Color: env.Color}, p)
	}
	return to.write(func(w io.Writer) error { return c.render(w, text.Options{}, p) })
}

func (c *routesCommand) render(w io.Writer, o text.Options, p *source.Program) error {
	switch c.Format {
	case "json":
		return jsonreport.WriteInventory(w, inventory.Of(p))
	case "openapi":
		return openapi.Write(w, draft.Model(p))
	}
	return text.WriteInventory(w, inventory.Of(p), o)
}
