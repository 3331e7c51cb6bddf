package test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// What the truth says of the contract is found at its node, on its line, and
// nothing else is.
func TestContractOfShop(t *testing.T) {
	const contract = "../examples/shop/broken/openapi.yaml"
	s := lookAt(t, contract)
	truth := truthOf(t, "../examples/shop/broken/truth.tsv")
	rows := 0
	for _, row := range truth {
		if !strings.Contains(row.sides, "C") {
			continue
		}
		rows++
		if !slices.ContainsFunc(s.Findings, func(f finding.Finding) bool { return row.says(f) && f.Location.Pointer == row.node }) {
			t.Errorf("%s of %s is not found at %s", row.weakness, row.operation, row.node)
		}
	}
	if rows == 0 {
		t.Error("the truth says nothing of the contract")
	}
	for _, f := range s.Findings {
		if !slices.ContainsFunc(truth, func(row truthRow) bool { return strings.Contains(row.sides, "C") && row.says(f) }) {
			t.Errorf("the truth does not hold %s of %v at %s: %s", f.Weakness, f.Operations, f.Location, f.Evidence.Summary)
		}
		atNode(t, f)
	}
	if s.Requests != 0 {
		t.Errorf("%d requests", s.Requests)
	}
	for _, f := range lookAt(t, "../examples/shop/fixed/openapi.yaml").Findings {
		if f.Severity.AtLeast(finding.Medium) {
			t.Errorf("fixed: %s of %v at %s", f.Weakness, f.Operations, f.Location)
		}
	}
}

// One API in each version of OpenAPI, in YAML and JSON, in one file and in
// several, from disk and from a server: the same is found, each at its node.
func TestContractVersions(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir("contract")))
	defer server.Close()
	for _, name := range []string{"2.0.yaml", "2.0.json", "3.0.yaml", "3.0.json", "3.1.yaml", "3.1.parts/openapi.yaml", "3.2.json"} {
		for from, target := range map[string]string{"disk": "contract/" + name, "server": server.URL + "/" + name} {
			t.Run(name+" from "+from, func(t *testing.T) {
				s := lookAt(t, target)
				var got []string
				for _, f := range s.Findings {
					got = append(got, strings.Join([]string{string(f.Severity), f.Weakness, strings.Join(f.Operations, ", "), f.Field}, " | "))
					f.Location.File = strings.Replace(f.Location.File, server.URL, "contract", 1)
					atNode(t, f)
				}
				slices.Sort(got)
				want, err := os.ReadFile("contract/want.txt")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), got); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
				for _, n := range s.Notes {
					if strings.Contains(n.Text, target) {
						t.Error(n.Text)
					}
				}
			})
		}
	}
}

// lookAt is what the contract look says of a document.
func lookAt(t *testing.T, target string) *finding.Scan {
	t.Helper()
	var all []*weakness.Weakness
	for _, w := range catalogue.All() {
		if w.Contract != nil {
			one := *w
			one.Live, one.Source = nil, nil
			all = append(all, &one)
		}
	}
	s, err := scan.Run(t.Context(), scan.Options{Targets: []string{target}, Weaknesses: all})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// atNode compares the place of a finding with where a reader of its own finds
// the node.
func atNode(t *testing.T, f finding.Finding) {
	t.Helper()
	text, err := os.ReadFile(f.Location.File)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	line, column, err := nodeAt(document.Content[0], f.Location.Pointer)
	if err != nil || line != f.Location.Line || column != f.Location.Column {
		t.Errorf("%s: %s is at %d:%d (%v)", f.Location, f.Location.Pointer, line, column, err)
	}
	if p := f.Evidence.Path; len(p) == 0 || p[len(p)-1].Line != line || p[len(p)-1].File != f.Location.File && !strings.Contains(p[len(p)-1].File, "://") {
		t.Errorf("%s: its path is %+v", f.Location, p)
	}
}

// nodeAt is where a pointer leads: to the key, or to the element of a list.
func nodeAt(n *yaml.Node, pointer string) (line, column int, err error) {
	line, column = n.Line, n.Column
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		var next *yaml.Node
		if n.Kind == yaml.SequenceNode {
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(n.Content) {
				return 0, 0, fmt.Errorf("%q is no element", step)
			}
			next, line, column = n.Content[i], n.Content[i].Line, n.Content[i].Column
		}
		for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
			if key := n.Content[i]; key.Value == step {
				next, line, column = n.Content[i+1], key.Line, key.Column
			}
		}
		if next == nil {
			return 0, 0, fmt.Errorf("there is no %q", step)
		}
		n = next
	}
	return line, column, nil
}

type truthRow struct{ operation, weakness, sides, node string }

func (r truthRow) says(f finding.Finding) bool {
	return r.weakness == f.Weakness && slices.Contains(f.Operations, r.operation)
}

func truthOf(t *testing.T, name string) []truthRow {
	t.Helper()
	f, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.Comma = '\t'
	lines, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []truthRow
	for _, l := range lines[1:] {
		rows = append(rows, truthRow{l[0], l[1], l[3], l[4]})
	}
	return rows
}
