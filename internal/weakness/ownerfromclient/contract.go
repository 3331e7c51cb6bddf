package ownerfromclient

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if why := p.Unauthenticated(op); why != "" {
		return why
	}
	if _, few := p.Outline.Administrative(op); few {
		return "it is for administrators, who act for others"
	}
	if !op.Protected() {
		return "it asks nobody who they are, so nobody else can say whose it is"
	}
	return ""
}

// mostTold operations that take the same name are told one by one. What more
// of them take is how the API is made: who calls may act for several.
const mostTold = 3

// inContract looks for an owner that the request names beside the path.
func inContract(p *weakness.ContractPass) {
	named := map[string][]weakness.ContractFound{}
	p.Each(func(op *api.Operation) {
		purpose := p.Outline.Purpose(op)
		for _, d := range weakness.Inputs(op) {
			if d.In != "body" && d.In != "query" || d.Nested || d.Schema != nil && (d.Schema.ReadOnly || len(d.Schema.Enum) > 0 || d.Schema.Type() == "object" || d.Schema.Type() == "array") {
				continue
			}
			stated := p.Designed(op).OwnedBy(d.Name)
			if stated == nil && (!lexicon.Identifier(d.Name) && !lexicon.Tenant(d.Name) || !lexicon.Owner(d.Name) && !lexicon.Tenant(d.Name) || other(d) || itself(p, op, d.Name)) {
				continue
			}
			if res := p.Designed(op); res != nil && stated == nil && (res.Access != "" || res.Owner != nil) {
				continue // its owner says whose the objects are, and this is not it
			}
			if d.In == "query" && purpose != outline.List && purpose != outline.Search {
				continue
			}
			var at api.Place
			if stated != nil {
				at = stated.Place
			}
			name := strings.Join(lexicon.Words(d.Name), " ")
			named[name] = append(named[name], weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(), Stated: at,
				Summary: fmt.Sprintf("%s says whose the object is, and the client sends it beside a credential that says who calls.", d.Label()),
				Guard:   "The operation asks who calls, so that the owner is known without it.",
			})
		}
	})
	for _, name := range slices.Sorted(maps.Keys(named)) {
		report(p, named[name])
	}
}

// report tells of the operations that take an owner by the same name.
func report(p *weakness.ContractPass, all []weakness.ContractFound) {
	stated := slices.ContainsFunc(all, func(f weakness.ContractFound) bool { return f.Stated != (api.Place{}) })
	if len(all) <= mostTold || stated {
		for _, f := range all {
			p.Report(f)
		}
		return
	}
	once := weakness.ContractFound{
		Severity: finding.Low, Field: all[0].Field, Place: all[0].Place,
		Summary: fmt.Sprintf("%d operations take from the request whose the object is (%s), beside a credential that says who calls; the first is %s.", len(all), all[0].Field, all[0].Operation),
		Guard:   "Where who calls may act for several, each of these operations has to check for which.",
	}
	var places []api.Place
	for _, f := range all {
		once.Also = append(once.Also, f.Operation)
		places = append(places, f.Place)
	}
	once.Path = weakness.Points(places)
	p.Report(once)
}

// itself tells whether the identifier is that of the object that is made or
// changed: the account_id of an account.
func itself(p *weakness.ContractPass, op *api.Operation, name string) bool {
	r := p.Outline.Resource(op)
	if r == nil || r == p.Outline.Accounts && p.Outline.Purpose(op) != outline.Update {
		return false
	}
	return strings.EqualFold(lexicon.Stem(name), r.Name) && slices.Contains([]outline.Purpose{outline.Create, outline.Update, outline.Action}, p.Outline.Purpose(op))
}

// aboutApplications is how people say that a client is a program.
var aboutApplications = regexp.MustCompile(`(?i)\b(apps?|applications?|api|oauth|programs?|sdk)\b`)

// other tells whether the identifier is of something else than an owner: of a
// part that is played, such as who is called or who has sent a message; of a
// program; of several; or no identifier, but what somebody calls or refers to a
// thing as.
func other(d weakness.Declared) bool {
	switch lexicon.Stem(d.Name) {
	case "caller", "sender", "recipient", "receiver", "from", "to":
		return true
	case "client":
		return aboutApplications.MatchString(d.Text)
	}
	words := lexicon.Words(d.Name)
	if len(words) == 0 {
		return false
	}
	if slices.Contains(words, "account") && words[len(words)-1] != "id" && words[len(words)-1] != "account" {
		return true // the code or number of an account in a ledger or bank
	}
	switch words[len(words)-1] {
	case "ids", "uuids", "reference", "name", "title", "label", "email":
		return true
	}
	return false
}
