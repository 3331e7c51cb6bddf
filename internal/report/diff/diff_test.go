package diff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const patch = `--- a/app/x.py
+++ b/app/x.py
@@ -1,3 +1,5 @@
+import re
 a
-b
-c
+B
+C
+D
--- a/app/y.py
+++ b/app/y.py
@@ -9,2 +9 @@
 i
--- looks like a head
\ No newline at end of file
@@ -0,0 +1 @@
+first
`

func TestChanges(t *testing.T) {
	files := Parse(patch)
	want := map[string][]Change{
		"app/x.py": {{From: 1, To: 0, Text: "import re\n"}, {From: 2, To: 3, Text: "B\nC\nD\n"}},
	}
	if diff := cmp.Diff(want["app/x.py"], files[0].Changes()); diff != "" {
		t.Error(diff)
	}
	if len(Parse("")) != 0 || len(Parse("no diff\n at all")) != 0 {
		t.Error("something is read from nothing")
	}
}

// What the changes say, done to the old text, gives the new one.
func TestChangesApply(t *testing.T) {
	for name, c := range map[string]struct{ before, patch, after string }{
		"in the middle":   {"a\nb\nc\n", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "a\nB\nc\n"},
		"at the start":    {"a\n", "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n+0\n a\n", "0\na\n"},
		"at the end":      {"a\n", "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a\n+b\n", "a\nb\n"},
		"into nothing":    {"", "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n", "a\n"},
		"taken away":      {"a\nb\nc\n", "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\nc\n"},
		"no line end":     {"a\nb", "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n", "a\nB"},
		"--- in the text": {"-- x\n", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n--- x\n+y\n", "y\n"},
	} {
		var old []string
		for line := range strings.Lines(c.before) {
			old = append(old, line)
		}
		var got strings.Builder
		at := 1
		for _, change := range Parse(c.patch)[0].Changes() {
			got.WriteString(strings.Join(old[at-1:change.From-1], "") + change.Text)
			at = change.To + 1
		}
		got.WriteString(strings.Join(old[at-1:], ""))
		if got.String() != c.after {
			t.Errorf("%s: %q, want %q", name, got.String(), c.after)
		}
	}
}
