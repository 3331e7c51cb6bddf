package databasecommand

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// ofDatabase tells of a command that it is one of the database: others, of a
// shell or a device, are no concern of this weakness.
var ofDatabase = regexp.MustCompile(`(?i)mongo|database|\bdb\b|dbstats|buildinfo|serverstatus|runcommand`)

// inContract looks for commands for the database that the client may choose.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.Schema == nil || !d.Schema.Is("string") || !lexicon.Command(d.Name) || !ofDatabase.MatchString(about(op, d)) {
				continue
			}
			if len(d.Schema.Enum) > 0 {
				beyond(p, op, d)
				continue
			}
			if weakness.Fixed(d.Schema) {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s is a command for the database, and may be any.", d.Label()),
				Guard:   "The contract lists no commands that are allowed.",
			})
		}
	})
}

// about is what tells of what kind a command is. An action, an operation or a
// method may be anything: only its own words count.
func about(op *api.Operation, d weakness.Declared) string {
	if !slices.ContainsFunc(lexicon.Words(d.Name), func(w string) bool { return w == "command" || w == "cmd" }) {
		return d.Text
	}
	return d.Text + " " + op.Summary + " " + op.Description + " " + op.Path
}

// beyond looks for a command of the list that the owner of the API does not
// allow.
func beyond(p *weakness.ContractPass, op *api.Operation, d weakness.Declared) {
	for _, v := range d.Schema.Enum {
		name, ok := v.(string)
		if may, stated := p.Outline.Intent.Command(name); !ok || may || !stated {
			continue
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Field: d.Label(), Place: d.Place(), Stated: p.Outline.Intent.Place,
			Summary: fmt.Sprintf("%s may be %s, which is not among the commands that the design allows.", d.Label(), name),
		})
		return
	}
}
