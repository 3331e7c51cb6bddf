package main

import (
	"os"
	"path/filepath"
	"testing"
)

const diff = `--- a/app/a.py
+++ b/app/a.py
@@ -1,3 +1,4 @@
 one
-two
+2
+2.5
 three
@@ -6,2 +7,1 @@
-six
 seven
`

func TestApply(t *testing.T) {
	for name, test := range map[string]struct{ before, want string }{
		"fits":         {"one\ntwo\nthree\nfour\nfive\nsix\nseven\n", "one\n2\n2.5\nthree\nfour\nfive\nseven\n"},
		"does not fit": {"one\nTWO\nthree\nfour\nfive\nsix\nseven\n", ""},
		"is shorter":   {"one\ntwo\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "app", "a.py")
			if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(test.before), 0o644); err != nil {
				t.Fatal(err)
			}
			err := apply(dir, diff)
			after, _ := os.ReadFile(file)
			if test.want == "" && (err == nil || string(after) != test.before) || test.want != "" && (err != nil || string(after) != test.want) {
				t.Errorf("%v: %q", err, after)
			}
		})
	}
}
