package fix

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnified(t *testing.T) {
	numbered := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n"
	for name, test := range map[string]struct{ before, after, want string }{
		"nothing changes":    {"a\n", "a\n", ""},
		"a line is replaced": {"a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
		"into an empty file": {"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
		"all of a file":      {"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		"three lines beside": {numbered, strings.Replace(numbered, "8\n", "x\n", 1), "@@ -5,7 +5,7 @@\n 5\n 6\n 7\n-8\n+x\n 9\n 10\n 11\n"},
		"near changes are one": {numbered, strings.NewReplacer("4\n", "x\n", "11\n", "y\n").Replace(numbered),
			"@@ -1,16 +1,16 @@\n 1\n 2\n 3\n-4\n+x\n 5\n 6\n 7\n 8\n 9\n 10\n-11\n+y\n 12\n 13\n-14\n+1x\n 15\n 16\n"},
		"no line end": {"a\nb", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"},
		"CR stays":    {"a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			want := test.want
			if want != "" {
				want = "--- a/f.py\n+++ b/f.py\n" + want
			}
			if diff := cmp.Diff(want, unified("f.py", test.before, test.after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What patch makes of a diff is the new text, whatever the two texts are.
func FuzzUnified(f *testing.F) {
	f.Add("a\nb\nc", "a\nx\nc\n")
	f.Add("", "a")
	f.Add("a\n\n\nb\n", "\n\na\nb\nb\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		if before == "" || after == "" || strings.ContainsAny(before+after, "\r\x00") || len(before)+len(after) > 2000 {
			return // patch removes empty files; its --binary for CR is not everywhere
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "f.py")
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		diff := unified("f.py", before, after)
		if diff == "" {
			return
		}
		cmd := exec.CommandContext(t.Context(), "patch", "-p1", "-s", "--no-backup-if-mismatch")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("patch: %v\n%s\n%s", err, out, diff)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != after {
			t.Errorf("patch makes %q of %q, want %q:\n%s", got, before, after, diff)
		}
	})
}
