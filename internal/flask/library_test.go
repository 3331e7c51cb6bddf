package flask_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// In which order the tables are put together must not matter.
func TestNamesHaveOneTable(t *testing.T) {
	others := map[string]flow.Library{"packages": packages.Library(), "flow": flow.Builtins()}
	for name := range flask.Library() {
		for of, lib := range others {
			if _, ok := lib[name]; ok {
				t.Errorf("%s is told by %s too", name, of)
			}
		}
	}
}

// An alias must lead to an entry, and a base to a type; the interpreter looks
// no further.
func TestEntriesAreConnected(t *testing.T) {
	lib := library()
	for name, entry := range flask.Library() {
		if entry.Same != "" {
			if to, ok := lib[entry.Same]; !ok || to.Same != "" {
				t.Errorf("%s is another name of %s, which is %+v", name, entry.Same, to)
			}
		}
		for _, base := range entry.Bases {
			if _, ok := lib[base]; !ok {
				t.Errorf("%s has the base %s, which is not there", name, base)
			}
		}
	}
}
