package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// makeIndexes calls the functions that create indexes and that nobody has
// called: a command, a script, something that is run once by hand. What else
// they do is done once too, and says nothing of an operation.
func makeIndexes(program *flow.Program) {
	for _, f := range program.Functions() {
		if !createsIndex(f) || slices.ContainsFunc(program.Events, func(e *flow.Event) bool {
			q, ok := e.Data.(*mongo.Query)
			return ok && q.Verb == mongo.Index && e.Func != nil && e.Func.Place == f.Place
		}) {
			continue
		}
		program.Setup(func(r *flow.Run) { r.Guard("indexes in "+f.Qualified, func() { r.CallUnknown(f) }) })
	}
}

// createsIndex tells whether the text of a function calls what creates one.
func createsIndex(f *flow.Func) bool {
	text := f.Module.Text
	if !strings.Contains(text, "_index") {
		return false
	}
	n, indent := 0, -1
	for line := range strings.Lines(text) {
		if n++; n < f.Place.Pos().Line {
			continue
		}
		blanks := len(line) - len(strings.TrimLeft(line, " \t"))
		switch {
		case strings.TrimSpace(line) == "":
		case indent < 0:
			indent = blanks
		case blanks <= indent && !strings.HasPrefix(strings.TrimSpace(line), ")"):
			return false // the next statement beside it
		case strings.Contains(line, "create_index") || strings.Contains(line, "ensure_index"):
			return true
		}
	}
	return false
}
