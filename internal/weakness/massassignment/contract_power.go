package massassignment

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// granted reports a property that says what somebody may do.
func granted(p *weakness.ContractPass, op *api.Operation, prop *api.Property) {
	s := prop.Schema
	if s == nil || s.ReadOnly || !lexicon.Power(prop.Name) || lexicon.Tenant(prop.Name) || s.Type() == "object" || s.Type() == "array" && s.Items.Type() == "object" {
		return
	}
	account := ofAccount(p, op)
	if !account && (setting(prop.Name) || authority(p.Outline.Resource(op))) || ordinary(s) {
		return
	}
	how := "comes back with the object"
	if !shows(p, op, prop.Name) {
		if !account || setting(prop.Name) {
			return
		}
		how = "belongs to an account"
	}
	p.Report(weakness.ContractFound{
		Operation: op, Severity: finding.Medium, Field: "body." + prop.Name, Place: s.Place,
		Summary: fmt.Sprintf("Who calls may send %s, which says what they may do and %s.", prop.Name, how),
		Guard:   "It is not marked as readOnly.",
	})
}

// ofAccount tells whether the operation makes or changes the account of
// somebody who calls.
func ofAccount(p *weakness.ContractPass, op *api.Operation) bool {
	r := p.Outline.Resource(op)
	return p.Outline.Purpose(op) == outline.SignUp || r != nil && r == p.Outline.Accounts
}

// setting tells whether a property of the name says how a thing may be used,
// unless it is of an account: can_edit of a folder, the scope of a policy, the
// roles of signers.
func setting(name string) bool {
	words := lexicon.Words(name)
	if len(words) == 0 || words[0] == "can" {
		return true
	}
	switch lexicon.Singular(words[len(words)-1]) {
	case "scope", "capability", "policy", "acl", "group", "type", "right", "grant", "level", "approved", "verified", "confirmed", "trusted":
		return true
	case "role":
		return len(words) > 1 && !lexicon.Account(words[len(words)-2])
	}
	return false
}

// authority tells whether objects of the kind are there to say what somebody may
// do: who makes one means to.
func authority(r *outline.Resource) bool {
	return r != nil && slices.ContainsFunc(lexicon.Words(r.Name), func(w string) bool {
		switch lexicon.Singular(w) {
		case "role", "permission", "scope", "policy", "key", "token", "secret", "invitation", "invite", "membership", "collaborator", "collaboration", "assignment", "grant", "teammate", "access", "share", "credential", "right":
			return true
		}
		return false
	})
}

// ordinary tells whether the values that are allowed grant nothing: customer or
// supplier, user or assistant.
func ordinary(s *api.Schema) bool {
	if len(s.Enum) == 0 && s.Items != nil {
		s = s.Items
	}
	return len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(v any) bool {
		text, ok := v.(string)
		return !ok || lexicon.Administrative(text) || text == "owner"
	})
}
