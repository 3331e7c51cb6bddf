package missingauthentication

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if at, public := p.Outline.Intent.IsPublic(op); public {
		return fmt.Sprintf("%s says that everybody may call it", at)
	}
	return p.Unauthenticated(op)
}

// inContract looks for operations that ask for no credential where others do,
// and for schemes that are named and not described.
func inContract(p *weakness.ContractPass) {
	protected := slices.ContainsFunc(p.Operations, (*api.Operation).Protected)
	stated, place := p.Outline.Intent.Closed()
	p.Each(func(op *api.Operation) {
		for _, r := range op.Security {
			for name := range r {
				if _, known := p.Schemes[name]; !known {
					p.Report(weakness.ContractFound{
						Operation: op, Severity: finding.Medium, Field: "security." + name, Place: op.SecurityPlace,
						Summary: fmt.Sprintf("The operation asks for %q, a way to authenticate that the contract does not describe.", name),
					})
				}
			}
		}
		if !protected && !stated || op.Protected() {
			return
		}
		reads := op.Reads() || p.Outline.ReadsOnly(op) || p.Outline.Purpose(op) == outline.Search
		if stated {
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Place: op.Place, Stated: place,
				Summary: fmt.Sprintf("%s asks for no credential, and is not among what everybody may call (%s).", op, place),
			})
			return
		}
		optional := len(op.Security) > 0
		if reads && op.Security != nil {
			return // it says that everybody may read
		}
		if !reads && (forVisitor(op) || inBody(op)) {
			return
		}
		what := "changes something"
		if optional {
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Place: op.SecurityPlace,
				Summary: fmt.Sprintf("%s %s, and the credential may be left out.", op, what),
				Guard:   "One of the alternatives of its security asks for nothing: {}.",
			})
			return
		}
		if reads {
			what = "answers"
		}
		f := weakness.ContractFound{
			Operation: op, Severity: finding.Medium, Place: op.Place,
			Summary: fmt.Sprintf("%s %s without a credential, while other operations ask for one.", op, what),
			Guard:   "Neither the operation nor the contract as a whole declares security for it.",
		}
		if op.Security != nil {
			f.Guard = "The contract says that it asks for none."
			if at := op.SecurityPlace; strings.HasPrefix(at.Pointer, op.Place.Pointer) {
				f.Place = at
			}
		}
		p.Report(f)
	})
	if !protected && !stated {
		silent(p)
	}
}

// silent tells once of a contract that never says who may call, although
// somebody's things are changed.
func silent(p *weakness.ContractPass) {
	var writes []*api.Operation
	p.Each(func(op *api.Operation) {
		r := p.Outline.Resource(op)
		if op.Security == nil && r != nil && source.Private(r.Name) && !op.Reads() && !p.Outline.ReadsOnly(op) {
			writes = append(writes, op)
		}
	})
	if len(writes) == 0 {
		return
	}
	p.Report(weakness.ContractFound{
		Also: writes, Severity: finding.Info, Place: writes[0].Place,
		Summary: fmt.Sprintf("The contract never says who may call; %s is one of %d operations that change what belongs to somebody.", writes[0], len(writes)),
		Guard:   "Neither the contract as a whole nor an operation declares security.",
	})
}

// inBody tells whether the body itself holds what proves who calls, as one that
// revokes a token does (RFC 7009, section 2.1).
func inBody(op *api.Operation) bool {
	return slices.ContainsFunc(weakness.Inputs(op), func(d weakness.Declared) bool {
		return d.In == "body" && !d.Nested && (lexicon.Password(d.Name) || lexicon.APIKey(d.Name))
	})
}

func forVisitor(op *api.Operation) bool {
	return slices.ContainsFunc(lexicon.Words(strings.ReplaceAll(op.Path, "/", " ")), func(w string) bool { return visitors[lexicon.Singular(w)] })
}
