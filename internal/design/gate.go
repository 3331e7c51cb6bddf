package design

import (
	"math"
	"path/filepath"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// Gate is what a build asks of a scan. Nil and zero were not written; a flag
// of the command line wins over each.
type Gate struct {
	FailUnder   *int     `json:"fail_under,omitempty" jsonschema:"the lowest score that passes"`                                             // the lowest score that passes, 0 to 100
	FailOn      string   `json:"fail_on,omitempty" jsonschema:"the lowest severity that fails"`                                              // one of Severities
	MinCoverage *float64 `json:"min_coverage,omitempty" jsonschema:"percent of the checks that have to be made"`                             // percent, 0 to 100
	Baseline    string   `json:"baseline,omitempty" jsonschema:"file of findings that are accepted or known, below the folder of this file"` // a file, with the folder of the design in front
	NewOnly     *bool    `json:"new_only,omitempty" jsonschema:"only what the baseline does not know fails"`
}

// Severities that a gate can fail on, in falling order.
var Severities = []string{"critical", "high", "medium", "low", "info"}

func (r *reader) gate(n *yaml.Node) *Gate {
	var g Gate
	keys := r.object(n, "\"gate\"", fields{
		"fail_under": func(n *yaml.Node) {
			if v, ok := r.percent(n, "fail_under"); ok {
				whole := int(v)
				if float64(whole) != v {
					r.at(n, "\"fail_under\" must be a whole number from 0 to 100")
				}
				g.FailUnder = &whole
			}
		},
		"fail_on": func(n *yaml.Node) { g.FailOn = r.choice(n, "fail_on", Severities) },
		"min_coverage": func(n *yaml.Node) {
			if v, ok := r.percent(n, "min_coverage"); ok {
				g.MinCoverage = &v
			}
		},
		"baseline": func(n *yaml.Node) {
			if path := r.below(n, "baseline"); path != "" {
				g.Baseline = filepath.Join(filepath.Dir(r.file), path)
			}
		},
		"new_only": func(n *yaml.Node) { g.NewOnly = r.flag(n, "new_only") },
	})
	if key := keys["new_only"]; key != nil && keys["baseline"] == nil && g.NewOnly != nil && *g.NewOnly {
		r.at(key, "\"new_only\" needs \"baseline\": name the file that says what is known")
	}
	return &g
}

// percent reads a number from 0 to 100.
func (r *reader) percent(n *yaml.Node, key string) (float64, bool) {
	tag := n.ShortTag()
	if n.Kind == yaml.ScalarNode && (tag == "!!int" || tag == "!!float") {
		v, err := strconv.ParseFloat(n.Value, 64)
		if err == nil && v >= 0 && v <= 100 && !math.IsNaN(v) {
			return v, true
		}
	}
	r.at(n, "%q must be a number from 0 to 100", key)
	return 0, false
}

// flag reads true or false.
func (r *reader) flag(n *yaml.Node, key string) *bool {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
		v := n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
		return &v
	}
	r.at(n, "%q must be true or false", key)
	return nil
}
