package scan

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/design"
)

const contractText = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"

func TestTargetsAreSorted(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"a.yaml", "b.json", "src/openapi.yml", "src/other.yaml", "src/node_modules/x.yaml", "src/.git/x.yaml", "src/1/2/3/4/5/x.yaml"} {
		text := contractText
		if name == "src/other.yaml" {
			text = "hello: 1\n"
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		url, words       string
		base             string
		pages, contracts []string
		refused          string
	}{
		"URL":                          {words: "http://h:1", base: "http://h:1"},
		"URL with a slash":             {words: "http://h:1/", base: "http://h:1"},
		"URL with capitals":            {words: "HTTP://H:1/Api", base: "http://h:1/Api"},
		"URL with a fragment":          {words: "http://h:1/#/orders", base: "http://h:1"},
		"URL named twice":              {url: "http://h:1/", words: "http://h:1", base: "http://h:1"},
		"two URLs":                     {words: "http://h:1 http://h:2", refused: "two base URLs"},
		"two paths of a URL":           {words: "http://h:1 http://h:1/v1", refused: "two base URLs"},
		"file":                         {words: "a.yaml", contracts: []string{"a.yaml"}},
		"several files and a URL":      {words: "a.yaml http://h:1 b.json", base: "http://h:1", contracts: []string{"a.yaml", "b.json"}},
		"folder":                       {words: "src", contracts: []string{"src/openapi.yml"}},
		"URL of a contract":            {words: "http://h:1/api/openapi.json?v=1", base: "http://h:1", pages: []string{"http://h:1/api/openapi.json?v=1"}},
		"URL of its page":              {words: "http://h:1/docs", base: "http://h:1", pages: []string{"http://h:1/docs"}},
		"URL of springdoc":             {words: "http://h:1/v3/api-docs/", base: "http://h:1", pages: []string{"http://h:1/v3/api-docs/"}},
		"contract on another host":     {words: "https://docs.example.com/openapi.json", url: "http://h:1", base: "http://h:1", pages: []string{"https://docs.example.com/openapi.json"}},
		"credentials":                  {words: "http://u:p@h:1", refused: "holds a user or password"},
		"credentials of a contract":    {words: "http://u:p@h:1/openapi.json", refused: "holds a user or password"},
		"host and port without scheme": {words: "h:1", refused: "h:1 is no file"},
		"nothing of that name":         {words: "c.yaml", refused: "c.yaml does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			tgt := &target{}
			o := Options{URL: test.url, Targets: strings.Fields(test.words), Design: &design.Design{}}
			err := tgt.sort(o)
			if err == nil {
				err = tgt.read(o, nil)
			}
			if test.refused != "" {
				if err == nil || !strings.Contains(err.Error(), test.refused) || strings.Contains(err.Error(), "p@") {
					t.Errorf("%v, want …%s…", err, test.refused)
				}
				return
			}
			base := ""
			if tgt.base != nil {
				base = tgt.base.String()
			}
			if err != nil || base != test.base || !slices.Equal(tgt.pages, test.pages) || !slices.Equal(tgt.contracts, test.contracts) {
				t.Errorf("%v: base %q, pages %q, contracts %q", err, base, tgt.pages, tgt.contracts)
			}
		})
	}
}
