package ashlar

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/ashlarsec/ashlar/"

// layers from the bottom up. A package imports only packages of lower
// layers, or of its own. The longest matching name decides; weaknesses lie
// above what they use, not above each other.
var layers = [][]string{
	{"internal/lexicon", "internal/api", "internal/printable", "internal/roots", "internal/ci/process", "docs"},
	{"internal/evidence", "internal/design"},
	{"internal/finding", "internal/snippet"},
	{"internal/change"},
	{"internal/contract", "internal/outline", "internal/python/syntax"},
	{"internal/python/project"},
	{"internal/python/flow"},
	{"internal/flask", "internal/mongo", "internal/python/packages"},
	{"internal/source"},
	{"internal/draft", "internal/inventory"},
	{"internal/live/callback", "internal/live/compare", "internal/live/wire"},
	{"internal/live/date", "internal/live/pointer", "internal/live/scalar"},
	{"internal/live/usual", "internal/live/wording"},
	{"internal/live/fill", "internal/live/identity", "internal/live/refusal", "internal/live/request"},
	{"internal/live/mend"},
	{"internal/live/world"},
	{"internal/weakness"},
	{"internal/weakness/*"},
	{"internal/catalogue"},
	{"internal/merge", "internal/score", "internal/report/json", "internal/report/openapi", "internal/report/proof", "internal/report/diff"},
	{"internal/report/html", "internal/report/junit", "internal/report/markdown", "internal/report/sarif", "internal/report/text"},
	{"internal/report"},
	{"internal/baseline"},
	{"internal/gate"},
	{"internal/scan", "internal/store"},
	{"internal/fix", "internal/replay", "internal/sketch"},
	{"internal/weakness/weaknesstest", "internal/report/reporttest"},
	{"internal/mcp", "internal/ci"},
	{"internal/cli"},
	{"cmd/ashlar"},
	{"test/browser", "test/corpus", "test/engine", "test/hostile"},
}

func layerOf(pkg string) int {
	star := -1
	for i, layer := range layers {
		for _, name := range layer {
			if pkg == name || strings.HasPrefix(pkg, name+"/") && strings.Count(name, "/") > 1 {
				return i
			}
			if matched, _ := path.Match(name, pkg); matched {
				star = i
			}
		}
	}
	return star
}

// Layers import only downward, and no weakness knows another.
func TestArchitecture(t *testing.T) {
	packages := map[string]bool{}
	walkGo(t, func(file string, imports []string) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/generate/") {
			return
		}
		pkg := path.Dir(file)
		if pkg == "." {
			return
		}
		packages[pkg] = true
		from := layerOf(pkg)
		if from < 0 {
			t.Errorf("%s is in no layer: add it to the list, where it belongs", pkg)
			return
		}
		for _, imported := range imports {
			to, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			switch lower := layerOf(to); {
			case lower > from:
				t.Errorf("%s imports %s, which is above it", file, to)
			case lower == from && isWeakness(pkg) && to != pkg:
				t.Errorf("%s: a weakness imports another, %s", file, to)
			}
		}
	})
	for _, layer := range layers {
		for _, name := range layer {
			if !strings.Contains(name, "*") && !packages[name] {
				t.Errorf("layer list names %s, which is not there", name)
			}
		}
	}
}

func isWeakness(pkg string) bool {
	matched, _ := path.Match("internal/weakness/*", pkg)
	return matched && pkg != "internal/weakness/weaknesstest"
}

// dependencies are the direct ones, each with what it is for. A new one is
// a decision: say here why.
var dependencies = map[string]string{
	"github.com/alecthomas/kong":               "command line",
	"github.com/tamnd/gopapy":                  "Python syntax",
	"go.yaml.in/yaml/v4":                       "contracts and ashlar.yaml, with line numbers",
	"go.mongodb.org/mongo-driver/v2":           "BSON of call backs; a real driver in tests",
	"golang.org/x/sync":                        "operations side by side",
	"golang.org/x/term":                        "is this a terminal, and how wide",
	"golang.org/x/time":                        "pace",
	"github.com/modelcontextprotocol/go-sdk":   "the protocol of assistants, by those who define it",
	"github.com/google/jsonschema-go":          "schemas of its tools: what Go types cannot say",
	"github.com/santhosh-tekuri/jsonschema/v6": "tests hold the scan document to its schema",
	"github.com/dop251/goja":                   "tests: the language of stories",
	"github.com/google/go-cmp":                 "tests: differences",
	"github.com/rogpeppe/go-internal":          "tests: testscript and txtar",
}

func TestDependencies(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	direct := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && strings.Contains(fields[0], ".") && strings.HasPrefix(fields[1], "v") && !strings.Contains(line, "// indirect") {
			direct[fields[0]] = true
			if dependencies[fields[0]] == "" {
				t.Errorf("%s is a new direct dependency", fields[0])
			}
		}
	}
	for name := range dependencies {
		if !direct[name] {
			t.Errorf("%s is listed and not used", name)
		}
	}
}

// Test-only dependencies must not be in the program.
func TestProgramIsSmall(t *testing.T) {
	testOnly := []string{"github.com/dop251/goja", "github.com/google/go-cmp", "github.com/rogpeppe/go-internal", "github.com/santhosh-tekuri/jsonschema", "testing"}
	walkGo(t, func(file string, imports []string) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "weaknesstest/") || strings.Contains(file, "reporttest/") || strings.HasPrefix(file, "test/") {
			return
		}
		for _, imported := range imports {
			if slices.ContainsFunc(testOnly, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") }) {
				t.Errorf("%s imports %s, which is for tests", file, imported)
			}
		}
	})
}

// walkGo calls f for each Go file of this module with its imports.
func walkGo(t *testing.T, f func(file string, imports []string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (name == "demo" || name == "build" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range parsed.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, p)
		}
		f(filepath.ToSlash(name), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
