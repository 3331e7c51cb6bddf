package namespaceinjection

import (
	"fmt"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for names of collections and databases that the client
// may choose freely.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.Schema == nil || !d.Schema.Is("string") || weakness.Fixed(d.Schema) || d.In == "path" || !lexicon.Namespace(d.Name) || kind(d.Name) || device(d, op) {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s names what is read, and may be any text.", d.Label()),
				Guard:   "The contract lists no names that are allowed.",
			})
		}
	})
}

// ofDatabase tells of a name that it is one in the database.
var ofDatabase = regexp.MustCompile(`(?i)mongo|\bcollections?\b|\bdatabases?\b|\btables?\b|\bdocuments?\b`)

// device tells whether the name has another sense as well: a model of a thing
// or of a language, a shop, a part of a connection to somewhere else.
func device(d weakness.Declared, op *api.Operation) bool {
	words := lexicon.Words(d.Name)
	switch words[0] {
	case "model", "store", "bucket", "entity", "resource", "object", "index", "schema", "namespace", "ns":
		return !ofDatabase.MatchString(d.Text + " " + op.Summary + " " + op.Description)
	case "database", "db", "dbname":
		return d.Nested // beside a host and a user
	}
	return false
}

// kind tells whether the name is of a kind of thing in the API, which is no
// name in the database.
func kind(name string) bool {
	words := lexicon.Words(name)
	return len(words) > 1 && words[len(words)-1] == "type"
}
