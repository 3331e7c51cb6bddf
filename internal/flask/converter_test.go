package flask

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRulesBecomeTemplates(t *testing.T) {
	tests := []struct {
		rule, path string
		converters map[string]string
	}{
		{"/", "/", map[string]string{}},
		{"/orders/<order_id>", "/orders/{order_id}", map[string]string{"order_id": ""}},
		{"/orders/<int:id>/items/<path:rest>", "/orders/{id}/items/{rest}", map[string]string{"id": "int", "rest": "path"}},
		{"/<any(a, b):kind>/<string(length=2):code>", "/{kind}/{code}", map[string]string{"kind": "any", "code": "string"}},
		{"/<regex(\"[a-z]{2,}\"):name>", "/{name}", map[string]string{"name": "regex"}},
		{"/<ObjectId:_id>", "/{_id}", map[string]string{"_id": "ObjectId"}},
		{"/a<b", "/a<b", map[string]string{}},
	}
	for _, test := range tests {
		path, converters, _ := template(test.rule)
		if path != test.path {
			t.Errorf("%s: got %s, want %s", test.rule, path, test.path)
		}
		if diff := cmp.Diff(test.converters, converters); diff != "" {
			t.Errorf("%s: converters (-want +got):\n%s", test.rule, diff)
		}
	}
}

func TestPrefixesAreJoinedAsFlaskDoes(t *testing.T) {
	for _, test := range []struct{ prefix, rule, want string }{
		{"", "/x", "/x"},
		{"/a", "/x", "/a/x"},
		{"/a/", "/x", "/a/x"},
		{"/a", "", "/a"},
		{"/a", "/", "/a/"},
		{"/a/<b>", "x", "/a/<b>/x"},
	} {
		if got := joinRule(test.prefix, test.rule); got != test.want {
			t.Errorf("%q before %q: got %q, want %q", test.prefix, test.rule, got, test.want)
		}
	}
}

// Every parameter of a rule is in its template once, and nothing else is
// taken out of the rule.
func FuzzTemplate(f *testing.F) {
	for _, rule := range []string{"/", "/<a>/<int:b>", "/<any(x,y):c>", "/<<a>>", "/<a", "/{a}<b>", "/<a>/<a>"} {
		f.Add(rule)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		path, converters, names := template(rule)
		if len(converters) > len(names) {
			t.Errorf("%q: %d converters for %d parameters", rule, len(converters), len(names))
		}
		for _, name := range names {
			if !strings.Contains(path, "{"+name+"}") {
				t.Errorf("%q: %s is not in %s", rule, name, path)
			}
		}
		if rest, want := variable.ReplaceAllString(rule, ""), path; len(names) == 0 && rest != want {
			t.Errorf("%q became %q without a parameter", rule, path)
		}
	})
}
