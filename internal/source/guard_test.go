package source

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
)

// A fault of the analysis in one operation is told as a limit of that
// operation, wherever it is.
func TestFaultCostsOneOperation(t *testing.T) {
	program := flow.New(&project.Project{}, flow.Builtins())
	run := func(do func(c *flow.Call) *flow.Value) func() *flow.Run {
		return func() *flow.Run {
			r := program.NewRun()
			r.Call(flow.Callable(do), nil, nil, flow.Place{File: "app.py", Line: 3})
			return r
		}
	}
	for name, test := range map[string]struct {
		run  func() *flow.Run
		want string
	}{
		"none":              {run(func(c *flow.Call) *flow.Value { c.Emit("return", nil); return nil }), ""},
		"in what is called": {run(func(c *flow.Call) *flow.Value { panic("one") }), "internal error: one"},
		"before it":         {func() *flow.Run { panic("two") }, "internal error: two"},
		"in what is made of the events": {func() *flow.Run {
			r := program.NewRun()
			r.Events = []*flow.Event{nil}
			return r
		}, "internal error: runtime error"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &Program{}
			op := &Operation{Operation: &api.Operation{Method: "GET", Path: "/a"}}
			p.follow(op, test.run)
			limits := strings.Join(p.Limits, "\n")
			if !strings.Contains(op.Lost, test.want) || !strings.Contains(limits, test.want) || (test.want == "") != (op.Lost+limits == "") {
				t.Errorf("lost: %q; limits: %q; want %q", op.Lost, limits, test.want)
			}
			if test.want != "" && !strings.HasPrefix(limits, "GET /a: ") {
				t.Errorf("%q does not name the operation", limits)
			}
		})
	}
}

// A faulty event costs what is registered there, and is told.
func TestFaultInWhatUnknownCallersCall(t *testing.T) {
	program := flow.New(&project.Project{}, flow.Builtins())
	r := program.NewRun()
	r.CallUnknown(&flow.Func{Name: "f", Qualified: "m.f"}) // without a module, so it cannot be followed
	if limits := strings.Join(r.Limits(), "\n"); !strings.Contains(limits, "m.f could not be followed") {
		t.Errorf("limits: %q", limits)
	}
}
