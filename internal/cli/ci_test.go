package cli

import (
	"strings"
	"testing"
)

// What of a header or a token is malformed is not printed, whatever stands
// around the secret in it.
func FuzzBuildPrintsNoSecret(f *testing.F) {
	const secret = "s3cr3t-0123456789"
	for _, around := range [][2]string{
		{"", ""}, {"Authorization: Bearer ", ""}, {"Authorization Bearer ", ""}, {"", ": x"}, {"X: a\n", "\nY"}, {"Content-Length: ", ""},
		{"X: a\x01", ""}, {":", ":"}, {"\"", "'"}, {"Connection: ", "\r"}, {"::error::", "\n##[x]"}, {"%0A", "%0A"},
	} {
		f.Add(around[0], around[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		folder(t, map[string]string{"app/README": "no API\n"})
		for _, input := range []string{"INPUT_HEADERS", "INPUT_GITHUB_TOKEN"} {
			env := map[string]string{"INPUT_SOURCE": "app", "GITHUB_ACTIONS": "true", input: before + secret + after}
			code, stdout, stderr := run(t.Context(), env, "ci")
			if code != cannotWork {
				t.Errorf("exit code %d", code)
			}
			if strings.Contains(stdout+stderr, secret) {
				t.Errorf("%s is printed:\n%s%s", input, stdout, stderr)
			}
		}
	})
}
