package missinginputbounds

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

const (
	// mostNamed inputs are named of one operation.
	mostNamed = 4
	// oneIn inputs has a bound in a contract that means to give them: where
	// fewer have, it is the contract that does not say what it takes, and not
	// one operation of it.
	oneIn = 3
)

// open is an operation and what of its requests nothing bounds.
type open struct {
	op   *api.Operation
	free []weakness.Declared
}

// inContract looks for texts of any length, numbers of any size and lists of
// any number of things. A contract that hardly bounds anything is told once,
// with all the places, and not for each operation.
func inContract(p *weakness.ContractPass) {
	var all []open
	seen := map[api.Place]bool{}
	bounded, free := 0, 0
	p.Each(func(op *api.Operation) {
		o := open{op: op}
		for _, d := range takes(op) {
			if exempt(d) {
				continue
			}
			kind := leaf(d.Schema)
			if kind == unbounded {
				o.free = append(o.free, d)
			}
			if seen[d.Place()] {
				continue
			}
			seen[d.Place()] = true
			switch kind {
			case unbounded:
				free++
			case bound:
				bounded++
			}
		}
		if len(o.free) > 0 {
			all = append(all, o)
		}
	})
	if len(all) == 0 {
		return
	}
	if oneIn*bounded < bounded+free {
		whole(p, all, bounded, free)
		return
	}
	for _, o := range all {
		p.Report(weakness.ContractFound{
			Operation: o.op, Severity: finding.Low, Place: o.free[0].Place(),
			Summary: fmt.Sprintf("Requests may hold any text or number as %s.", named(o.free)),
			Guard:   "There is neither maxLength, pattern, format or enum, nor maximum or maxItems.",
		})
	}
}

func whole(p *weakness.ContractPass, all []open, bounded, free int) {
	var ops []*api.Operation
	var places []api.Place
	for _, o := range all {
		ops = append(ops, o.op)
		for _, d := range o.free {
			places = append(places, d.Place())
		}
	}
	p.Report(weakness.ContractFound{
		Also: ops, Severity: finding.Low, Place: places[0], Path: weakness.Points(places),
		Summary: fmt.Sprintf("The contract bounds %d of %d texts, numbers and lists that requests may hold; the first without a bound is %s of %s.", bounded, bounded+free, all[0].free[0].Label(), all[0].op),
		Guard:   "The others have neither maxLength, pattern, format or enum, nor maximum or maxItems. Identifiers, and what turns pages, are not counted.",
	})
}

// exempt tells whether a bound gains nothing: what names nothing is not found,
// and how much is answered is another weakness.
func exempt(d weakness.Declared) bool {
	if d.In == "path" || lexicon.Identifier(d.Name) {
		return true
	}
	return d.In == "query" && (lexicon.Paging(d.Name) || lexicon.Amount(d.Name))
}

func named(all []weakness.Declared) string {
	var names []string
	for i, d := range all {
		if i == mostNamed && len(all) > mostNamed+1 {
			names = append(names, fmt.Sprintf("%d more", len(all)-i))
			break
		}
		names = append(names, d.Label())
	}
	return weakness.List(names)
}

// takes are the inputs of an operation, a body that is one text among them.
func takes(op *api.Operation) []weakness.Declared {
	var all []weakness.Declared
	for _, d := range weakness.Inputs(op) {
		if d.In != "header" && d.In != "cookie" && (d.Schema == nil || !d.Schema.ReadOnly) {
			all = append(all, d)
		}
	}
	if s := weakness.BodySchema(op); s != nil && s.Type() == "string" {
		all = append(all, weakness.Declared{In: "body", Schema: s})
	}
	return all
}

type bounds int

const (
	neither   bounds = iota // its type says enough, or it is not looked at here
	bound                   // a length, a form or a range is given
	unbounded               // none is
)

func leaf(s *api.Schema) bounds {
	if s == nil || len(s.Any) > 0 || len(s.Enum) > 0 {
		return neither
	}
	switch s.Type() {
	case "string":
		return text(s)
	case "integer", "number":
		switch {
		case s.Maximum != nil:
			return bound
		case s.Format == "int32":
			return neither
		}
		return unbounded
	case "array":
		if s.MaxItems != nil {
			return bound
		}
		if s.Items != nil && len(s.Items.Enum) > 0 {
			return neither
		}
		return unbounded
	}
	return neither
}

func text(s *api.Schema) bounds {
	switch format := strings.ToLower(s.Format); {
	case s.MaxLength != nil && s.MinLength != nil && *s.MinLength == *s.MaxLength:
		return neither // an identifier, or a code
	case s.MaxLength != nil, s.Pattern != "":
		return bound
	case format == "", format == "password", format == "string", format == "uri", format == "url":
		return unbounded
	}
	return neither // of a form, or a file
}
