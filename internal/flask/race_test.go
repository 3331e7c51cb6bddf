package flask_test

import (
	"sync"
	"testing"

	"github.com/ashlarsec/ashlar/internal/flask"
)

// Operations may be interpreted side by side.
func TestRunsAreIndependent(t *testing.T) {
	p := program(t, generated(3)...)
	apps := flask.Applications(p)
	var wait sync.WaitGroup
	for _, r := range apps[0].Routes {
		wait.Go(func() {
			if len(r.Run(p, "POST").Events) == 0 {
				t.Errorf("%s: nothing happened", r.Rule)
			}
		})
	}
	wait.Wait()
}
