package missinginputbounds

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// mostNamed inputs are named of one operation.
const mostNamed = 4

// inContract looks for texts of any length and numbers of any size. A
// contract that bounds hardly anything does not say what it takes: that is
// told once, not for each operation.
func inContract(p *weakness.ContractPass) {
	type open struct {
		op   *api.Operation
		free []weakness.Declared
	}
	var all []open
	bounded, free := 0, 0
	p.Each(func(op *api.Operation) {
		o := open{op: op}
		for _, d := range takes(op) {
			switch leaf(d.Schema) {
			case unbounded:
				if d.In == "path" {
					continue // what names nothing is not found
				}
				o.free = append(o.free, d)
				free++
			case bound:
				bounded++
			}
		}
		if len(o.free) > 0 {
			all = append(all, o)
		}
	})
	if bounded < free { // fewer than half
		if len(all) > 0 {
			p.Report(weakness.ContractFound{
				Severity: finding.Low, Place: all[0].free[0].Place(),
				Summary: fmt.Sprintf("The contract bounds %d of %d texts and numbers that requests may hold; the first without a bound is %s of %s.", bounded, bounded+free, all[0].free[0].Label(), all[0].op),
				Guard:   "They have neither maxLength, pattern, format or enum, nor minimum and maximum.",
			})
		}
		return
	}
	for _, o := range all {
		p.Report(weakness.ContractFound{
			Operation: o.op, Severity: finding.Low, Field: o.free[0].Label(), Place: o.free[0].Place(),
			Summary: fmt.Sprintf("Requests may hold any text or number as %s.", named(o.free)),
			Guard:   "There is neither maxLength, pattern, format or enum, nor minimum and maximum.",
		})
	}
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
	neither bounds = iota // an object, a list, a truth: not looked at here
	bound
	unbounded
)

func leaf(s *api.Schema) bounds {
	if s == nil || len(s.Any) > 0 {
		return neither
	}
	switch s.Type() {
	case "string":
		format := strings.ToLower(s.Format)
		if format == "binary" || format == "byte" || format == "base64" {
			return neither // a file
		}
		if s.MaxLength != nil || s.Pattern != "" || len(s.Enum) > 0 || format != "" && format != "password" && format != "string" && format != "uri" && format != "url" {
			return bound
		}
		return unbounded
	case "integer", "number":
		if s.Maximum != nil || len(s.Enum) > 0 || s.Format == "int32" {
			return bound
		}
		return unbounded
	}
	return neither
}
