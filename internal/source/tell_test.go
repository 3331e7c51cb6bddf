package source_test

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// tellValue writes what a value can be, and all that is in it.
func tellValue(b *strings.Builder, v *flow.Value) {
	if v == nil {
		b.WriteString(" -")
		return
	}
	v.Walk(func(path []string, v *flow.Value) bool {
		fmt.Fprintf(b, " %s:%v %d %v %s %s", strings.Join(path, "."), v.Kind, v.Checks, v.Literals, v.Path(), v.Name())
		for _, s := range v.Flows {
			fmt.Fprintf(b, " <%s %s %d %t %t>", s.Origin.Source, s.Origin.Label(), len(s.Path()), s.Weak, s.Part)
		}
		return true
	})
}
