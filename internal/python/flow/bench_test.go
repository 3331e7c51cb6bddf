package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// views is a module of n views, as applications have them.
func views(n int) string {
	var b strings.Builder
	b.WriteString("from lab import body, args, me, sink, abort, document\n\nALLOWED = {'name', 'note'}\n\n")
	for i := range n {
		fmt.Fprintf(&b, `
def view_%[1]d(order_id):
    user = me()
    if not user:
        abort(401)
    data = body()
    name = data.get("name")
    if not isinstance(name, str) or len(name) > 50:
        return {"error": "name must be text"}, 400
    changes = {k: v for k, v in data.items() if k in ALLOWED}
    order = document({"_id": order_id, "user_id": user["id"]})
    if order is None:
        return {"error": "no such order"}, 404
    changes["total"] = order["price"] * int(data.get("quantity", 1))
    sink({"$set": changes})
    return {"id": order_id, "name": f"{name} %[1]d"}
`, i)
	}
	return b.String()
}

// What following one line costs, parsing aside.
func BenchmarkFlow(b *testing.B) {
	const n = 1000
	text := views(n)
	lines := strings.Count(text, "\n")
	p := &project.Project{Modules: []*project.Module{{File: syntax.Parse("views.py", []byte(text)), Name: "views"}}}
	b.ReportAllocs()
	for b.Loop() {
		prog := flow.New(p, lab())
		for _, f := range prog.Functions() {
			prog.NewRun().CallUnknown(f)
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
