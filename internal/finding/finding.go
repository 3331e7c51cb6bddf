// Package finding holds what a scan tells: findings, the ledger of what was
// tested, and the scan document that every report and tool reads.
package finding

import (
	"cmp"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
)

// Severity is how bad a finding is, from Info to Critical.
type Severity string

const (
	Info     Severity = "info"
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Severities in falling order.
var Severities = []Severity{Critical, High, Medium, Low, Info}

// Verdict is how sure a finding is.
type Verdict string

const (
	Proven   Verdict = "proven"   // the effect was seen and the control failed
	Likely   Verdict = "likely"   // a complete code path, or an effect without a control
	Possible Verdict = "possible" // a sign
)

// Verdicts in falling order.
var Verdicts = []Verdict{Proven, Likely, Possible}

// Look is the side from which something was seen.
type Look string

const (
	Contract Look = "contract"
	Source   Look = "source"
	Live     Look = "live"
)

// Looks in the order in which they are told.
var Looks = []Look{Contract, Source, Live}

// State is what became of one cell of the ledger.
type State string

const (
	Found         State = "found"
	Clean         State = "clean"
	Untested      State = "untested"
	Inconclusive  State = "inconclusive"
	NotApplicable State = "not-applicable"
)

// Tested tells whether the state says something about the API.
func (s State) Tested() bool { return s == Found || s == Clean }

// Applicable tells whether the cell counts for coverage.
func (s State) Applicable() bool { return s != NotApplicable }

// Cell is the entry of one operation, weakness and look in the ledger.
type Cell struct {
	Operation string `json:"operation"`
	Weakness  string `json:"weakness"`
	Look      Look   `json:"look"`
	State     State  `json:"state"`
	Reason    string `json:"reason"` // why; empty only for found
}

// Finding is a weakness at a place, with a verdict and its evidence.
type Finding struct {
	ID          string            `json:"id"` // the first 12 hex digits of the fingerprint
	Weakness    string            `json:"weakness"`
	Title       string            `json:"title"`
	Category    string            `json:"category"`
	Severity    Severity          `json:"severity"`
	Verdict     Verdict           `json:"verdict"`
	Looks       []Look            `json:"looks"`
	Operation   string            `json:"operation"`  // the decisive one, "" for the whole API
	Operations  []string          `json:"operations"` // all of them, sorted
	Field       string            `json:"field"`      // what of the request decides: body.password, query.user_id; may be ""
	Identity    string            `json:"identity"`   // who did what they must not
	Location    *api.Place        `json:"location"`
	Declared    *api.Place        `json:"declared"` // of the operation in the contract; nil without one
	Evidence    evidence.Evidence `json:"evidence"`
	OWASP       []string          `json:"owasp"`
	CWE         []int             `json:"cwe"`
	Remediation string            `json:"remediation"`
	Fix         *Fix              `json:"fix"`         // nil without source
	Accepted    *Accepted         `json:"accepted"`    // by the baseline that the scan was given; nil for most
	Fingerprint string            `json:"fingerprint"` // see [Fingerprint]
}

// Accepted is why a finding does not count: somebody lives with it.
type Accepted struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"` // the last day on which it is accepted, 2027-03-31; or never
}

// Fix is what to change in the source for a finding.
type Fix struct {
	Diff     string   `json:"diff"`     // unified, for patch -p1; "" where there is none
	Files    []string `json:"files"`    // that the diff changes, as findings name them
	Masked   bool     `json:"masked"`   // secrets are masked in the diff, so it does not apply
	Decision string   `json:"decision"` // what the owner has to decide, in place of a diff or beside it
}

// Compare orders findings for telling: worst first, then by what cannot
// change between runs.
func Compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(rank(Severities, a.Severity), rank(Severities, b.Severity)),
		cmp.Compare(rank(Verdicts, a.Verdict), rank(Verdicts, b.Verdict)),
		cmp.Compare(a.Weakness, b.Weakness),
		cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(a.Field, b.Field),
	)
}

// AtLeast tells whether s is as bad as limit or worse.
func (s Severity) AtLeast(limit Severity) bool {
	return rank(Severities, s) <= rank(Severities, limit)
}

func rank[T comparable](order []T, v T) int {
	for i, o := range order {
		if o == v {
			return i
		}
	}
	return len(order)
}
