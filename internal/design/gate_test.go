package design

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestGate(t *testing.T) {
	d, err := Parse("api/ashlar.yaml", []byte("gate: {fail_under: 75, fail_on: high, min_coverage: 79.5, baseline: ashlar-baseline.json, new_only: true}"), env)
	if err != nil {
		t.Fatal(err)
	}
	g := d.Gate
	if *g.FailUnder != 75 || g.FailOn != "high" || *g.MinCoverage != 79.5 || g.Baseline != filepath.Join("api", "ashlar-baseline.json") || !*g.NewOnly {
		t.Errorf("%+v", g)
	}
	if d, err := Parse("ashlar.yaml", []byte("mode: safe"), env); err != nil || d.Gate != nil {
		t.Errorf("%v, %v: a file without a gate asks for nothing", d.Gate, err)
	}
}

// A threshold that cannot be read must not be one that is not there.
func TestGateMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"fail_under: 101":            `"fail_under" must be a number from 0 to 100`,
		"fail_under: -1":             `"fail_under" must be a number`,
		"fail_under: 7.5":            `"fail_under" must be a whole number`,
		`fail_under: "75"`:           `"fail_under" must be a number`,
		"fail_under: .nan":           `"fail_under" must be a number`,
		"fail_under:":                `"fail_under" has no value`,
		"fail_on: hihg":              `did you mean "high"?`,
		"min_coverage: 80%":          `"min_coverage" must be a number`,
		"min_coverage: .inf":         `"min_coverage" must be a number`,
		"new_only: true":             `"new_only" needs "baseline"`,
		"new_only: 1":                `"new_only" must be true or false`,
		"baseline: ../b.json":        `below the folder`,
		"baseline: https://h/b.json": `takes files`,
		"failunder: 75":              `did you mean "fail_under"?`,
		"[75]":                       `"gate" must be a mapping`,
	} {
		yaml := "gate:\n  " + text
		if _, err := Parse("ashlar.yaml", []byte(yaml), env); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want …%s…", text, err, want)
		}
	}
}
