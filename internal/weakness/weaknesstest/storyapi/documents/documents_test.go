package documents_test

import (
	"fmt"
	"testing"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

// start runs a story until the test ends: documents are easiest to write in
// its language.
func start(t *testing.T, script string) *storyapi.Server {
	t.Helper()
	s, err := storyapi.Start(script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// evalText evaluates an expression of the story's language and returns it as
// JSON, or the message of what it threw.
func evalText(t *testing.T, s *storyapi.Server, js string) string {
	t.Helper()
	v, err := s.Eval(`(() => { try { return JSON.stringify(` + js + `) } catch (e) { return e.name + ": " + (e.errmsg || e.message) } })()`)
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return fmt.Sprint(v)
}
