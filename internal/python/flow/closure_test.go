package flow_test

import (
	"sync"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// A factory has made the views, and holds what they share. Nobody knows in
// which order requests come: what one view leaves there is not what another
// one finds, also not when both are interpreted at once.
const factory = `
from lab import body, sink

def make():
    last = None
    seen = []
    def write():
        nonlocal last
        last = body()
        seen.append(last)
        sink(last)
        sink(seen)
    def read():
        sink(last)
        sink(seen)
    return write, read

write, read = make()
`

func TestRunsShareNoVariablesOfClosures(t *testing.T) {
	p := flow.New(&project.Project{Modules: []*project.Module{{File: syntax.Parse("f.py", []byte(factory)), Name: "f"}}}, lab())
	follow := func(name string) (told []string) {
		run := p.NewRun()
		run.Call(p.Modules[0].Global(name), nil, nil, flow.Place{File: "f.py"})
		for _, e := range run.Events {
			if e.Op == "sink" {
				told = append(told, describe(e))
			}
		}
		return told
	}
	alone := follow("read")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := follow("write"); len(got) != 2 || got[0] != "null or any body" && got[0] != "any body" {
				t.Errorf("the view that writes finds %q", got)
			}
		})
		wg.Go(func() {
			if got := follow("read"); len(got) != len(alone) || got[0] != alone[0] || got[1] != alone[1] {
				t.Errorf("a view that reads finds %q, and %q where nobody writes", got, alone)
			}
		})
	}
	wg.Wait()
	if len(alone) != 2 || alone[0] != "null =" && alone[0] != "null =None" && alone[0] != "null" {
		t.Errorf("a view that reads finds %q", alone)
	}
}
