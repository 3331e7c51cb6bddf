package syntax_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// A tree that was let go of is made again as it was, of the text that was
// read, and nothing is told twice of what could not be.
func TestRecall(t *testing.T) {
	for name, source := range map[string]string{
		"whole":            "def view():\n    return find(1).sort('a')[:2]\n",
		"declared Latin-1": "# -*- coding: latin-1 -*-\nx = '\xe9\x80'\ny = 1\n",
		"broken":           "a = 1\ndef f(:\n    pass\nclass C:\n    b = = 2\n    c = 3\n",
		"Python 2":         "print 'a'\nx = 1\n",
		"empty":            "",
	} {
		t.Run(name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte(source))
			tree, told := f.Tree, problems(f)
			f.Recall()
			if f.Tree != tree {
				t.Error("the tree was there, and was made again")
			}
			f.Tree = nil
			f.Recall()
			if diff := cmp.Diff(tree, f.Tree); diff != "" {
				t.Errorf("another tree:\n%s", diff)
			}
			if got := problems(f); got != told {
				t.Errorf("problems were\n%s\nand are\n%s", told, got)
			}
		})
	}
}
