package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Events of one call share the list of the calls that lead there; those of
// another call of the same function have another one.
func TestEventsTellTheCallsThatLeadThere(t *testing.T) {
	const program = `from lab import sink
def inner(x):
    sink(x)
    sink(x)
def helper(x):
    sink(x)
    inner(x)
    sink(x)
def view():
    sink(1)
    helper(2)
    sink(3)
    inner(4)
`
	p := flow.New(&project.Project{Modules: []*project.Module{{File: syntax.Parse("m.py", []byte(program)), Name: "m"}}}, lab())
	run := p.NewRun()
	run.Call(p.Modules[0].Global("view"), nil, nil, flow.Place{File: "m.py"})
	var got []string
	for _, e := range run.Events {
		var lines []int32
		for _, place := range e.Stack {
			lines = append(lines, place.Line)
		}
		got = append(got, fmt.Sprint(e.Place.Line, lines))
		_ = append(e.Stack, flow.Place{Line: 99}) // whoever adds to one changes no other
	}
	want := []string{"10 []", "6 [11]", "3 [11 7]", "4 [11 7]", "8 [11]", "12 []", "3 [13]", "4 [13]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
