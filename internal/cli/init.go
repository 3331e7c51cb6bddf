package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/sketch"
)

type initCommand struct {
	Targets  []string       `arg:"" optional:"" name:"target" help:"Folders of source, OpenAPI files, or the URL of the API (default: this folder)."`
	URL      string         `name:"url" placeholder:"URL" help:"Where the API runs: it is asked for its contract, and for nothing else."`
	Include  []string       `sep:"none" placeholder:"GLOB" help:"Read these files too, which are left out otherwise."`
	Header   []string       `sep:"none" placeholder:"'K: V'" help:"Header to send with every request."`
	Timeout  *time.Duration `placeholder:"10s" help:"Wait so long for an answer (default: 10s)."`
	Insecure bool           `help:"Accept any TLS certificate."`
	Output   string         `short:"o" default:"ashlar.yaml" placeholder:"FILE" help:"Where the draft goes; - is stdout (default: ./ashlar.yaml)."`
	Force    bool           `help:"Overwrite the file if it is there."`
}

// Run drafts the file. An existing one is somebody's work: it stays unless
// --force is given.
func (c *initCommand) Run(ctx context.Context, env *Environment) error {
	to, err := c.output()
	if err != nil {
		return err
	}
	o := scan.Options{Targets: c.Targets, URL: c.URL, Include: c.Include, Insecure: c.Insecure, Version: env.Version}
	if len(c.Targets) == 0 && c.URL == "" {
		o.Targets = []string{"."}
	}
	if err = span(&o.Timeout, "--timeout", c.Timeout); err != nil {
		return err
	}
	if o.Headers, err = headers(c.Header); err != nil {
		return err
	}
	status := newStatus(env.Stderr, env.StatusWidth, env.Terminal)
	o.Progress = status.show
	known, err := scan.Know(ctx, o)
	status.end()
	if ctx.Err() != nil {
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; nothing was written")
		return finished(interrupted)
	}
	if err != nil {
		return err
	}
	for _, note := range known.Notes {
		fmt.Fprintln(env.Stderr, "ashlar:", evidence.Printable(note))
	}
	folder := "."
	if to.path != "-" {
		folder = filepath.Dir(to.final)
	}
	draft := sketch.Of(known, folder)
	for _, name := range draft.Outside {
		fmt.Fprintf(env.Stderr, "ashlar: %s is not below the folder of the draft, which does not name it: name it to ashlar scan\n", evidence.Printable(name))
	}
	if to.path == "-" {
		return draft.Write(env.Stdout)
	}
	var text bytes.Buffer
	if err := draft.Write(&text); err != nil {
		return err
	}
	if text.Len() > design.MaxFile {
		// It would stop every scan that finds it.
		return usage("draft a part of the API, such as one of its contracts or folders; --output - prints all of it", "the draft has %d bytes, and a design file may have %d: nothing was written", text.Len(), design.MaxFile)
	}
	render := func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err }
	if err := c.write(to, render); err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "ashlar: %s has %s\n", c.Output, strings.Join(draft.Told(), ", "))
	return nil
}

// write puts the draft in place. A file that has come since [initCommand.output]
// looked is somebody's work too, so the name is taken first, and by one only.
func (c *initCommand) write(to *output, render func(io.Writer) error) error {
	if c.Force || to.stream {
		return to.write(render)
	}
	f, err := os.OpenFile(to.final, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	switch {
	case errors.Is(err, fs.ErrExist):
		return c.isThere()
	case err != nil:
		return to.wrap(cause(err))
	}
	f.Close()
	if err := to.write(render); err != nil {
		return errors.Join(err, os.Remove(to.final))
	}
	return nil
}

func (c *initCommand) isThere() error {
	return usage("--output - prints the draft, --force overwrites the file", "%s is there already", c.Output)
}

// output refuses a file that is there.
func (c *initCommand) output() (*output, error) {
	if c.Output != "-" && !c.Force {
		if info, err := os.Lstat(c.Output); err == nil && info.Mode().IsRegular() || err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return nil, c.isThere()
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, usage("name another file", "--output %s: %v", c.Output, cause(err))
		}
	}
	return openOutput(c.Output)
}
