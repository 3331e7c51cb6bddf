package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/ashlarsec/ashlar/internal/ci"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// ciCommand has no flags: package ci says which variables it reads.
type ciCommand struct{}

// Help is printed behind the list of flags.
func (ciCommand) Help() string { return ci.Help }

// Run scans as the environment asks, and ends with the code of the gate.
func (ciCommand) Run(ctx context.Context, env *Environment) error {
	code := ci.Run(ctx, ci.Environment{
		Stdout: env.Stdout, Stderr: env.Stderr, Getenv: env.Getenv, Environ: env.Environ,
		Prepare: func(w ci.Wish) (ci.Scan, error) { return prepareForBuild(env, w) },
	})
	if code == ok {
		return nil
	}
	return finished(code)
}

// prepareForBuild reads the words as "ashlar scan" does.
func prepareForBuild(env *Environment, w ci.Wish) (ci.Scan, error) {
	mine := *env
	mine.Stdout, mine.Stderr, mine.Terminal, mine.Color, mine.Width = w.Stdout, w.Stderr, false, false, 0
	var c commands
	parser, err := newParser(&c, &mine)
	if err != nil {
		return nil, err
	}
	args := slices.Concat([]string{"scan"}, w.Args, []string{"--"}, w.Targets)
	if _, err := parser.Parse(arranged(parser, args)); err != nil {
		return nil, misread(err, args)
	}
	if len(c.Scan.Targets) != len(w.Targets) {
		return nil, usage("quote values that hold spaces: --header 'X-Tenant: acme'", "args holds a word that is neither a flag of ashlar scan nor the value of one")
	}
	c.Scan.secrets = w.Secrets
	p, err := c.Scan.prepare(&mine)
	if err != nil {
		return nil, hinted(err)
	}
	return func(ctx context.Context) (ci.Result, error) {
		scanned, judgement, err := p.run(ctx, &mine)
		return result(p, scanned, judgement, err)
	}, nil
}

// result tells an exit code from an error.
func result(p *prepared, scanned *finding.Scan, j *gate.Judgement, err error) (ci.Result, error) {
	r := ci.Result{Scan: scanned, Base: p.told.Base, Judgement: j}
	if code := finished(0); errors.As(err, &code) {
		r.Code = int(code)
		return r, nil
	}
	if err != nil {
		r.Code = cannotWork
		return r, hinted(err)
	}
	return r, nil
}

// hinted carries the way on with the error.
func hinted(err error) error {
	return &scan.UsageError{Text: err.Error(), Hint: hint(err)}
}
