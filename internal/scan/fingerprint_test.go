package scan

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/merge"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// seenLive is what the live look reports of the broken shop and the source
// shows as well, with the field that it names.
const seenLive = `
cross-owner-read GET /orders/{order_id}
cross-owner-read GET /profiles/{user_id}
cross-owner-write PATCH /orders/{order_id}
cross-owner-write DELETE /orders/{order_id}
client-side-trust POST /orders body.total
database-command GET /admin/diagnostics query.command
enumerable-identifiers GET /invoices/{number}
excessive-data-exposure GET /me
excessive-data-exposure GET /orders/{order_id}
mass-assignment PATCH /me
mass-assignment PATCH /orders/{order_id}
mass-assignment POST /auth/signup
missing-authentication GET /admin/audit
missing-function-authorization GET /admin/users
missing-rate-limit POST /auth/login
namespace-injection GET /reports/export query.collection
operator-injection POST /auth/login body.password
operator-injection POST /search/products body.brand
owner-from-client GET /orders query.user_id
owner-from-client POST /orders body.user_id
plaintext-credentials GET /me
script-injection POST /reports/sales body.where
server-side-request-forgery POST /reports/deliver body.url
unvalidated-identifier DELETE /orders/{order_id}
unvalidated-identifier GET /orders/{order_id}
unvalidated-identifier GET /profiles/{user_id}
update-operator-injection PATCH /orders/{order_id} body
`

// A baseline that was made without a running API knows what a scan finds that
// has one, and the other way round: whichever look found it, the same fault has
// one fingerprint.
func TestOneFingerprintWhicheverLookFoundIt(t *testing.T) {
	const shop = "../../examples/shop/broken"
	owner, err := design.Load(shop+"/ashlar.yaml", func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	read, err := Run(t.Context(), Options{Targets: []string{shop}, Design: owner, Weaknesses: catalogue.All()})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := contract.LoadFile(shop+"/openapi.yaml", contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown := world.New(world.Options{API: doc, Masker: evidence.NewMasker()})
	byID := map[string]*weakness.Weakness{}
	for _, w := range catalogue.All() {
		byID[w.ID] = w
	}
	for line := range strings.SplitSeq(strings.TrimSpace(seenLive), "\n") {
		t.Run(line, func(t *testing.T) {
			words := append(strings.Fields(line), "")
			operation := words[1] + " " + words[2]
			pass := weakness.NewLivePass(byID[words[0]], shown, nil, 1)
			for _, op := range doc.Operations {
				if op.String() == operation {
					pass.Report(weakness.Found{Operation: op, Severity: finding.Critical, Verdict: finding.Proven, Field: words[3]})
				}
			}
			live, _ := pass.Results("")
			if len(live) != 1 {
				t.Fatalf("the live look has %d", len(live))
			}
			var alone, both []string
			for _, f := range read.Findings {
				if f.Fingerprint == live[0].Fingerprint {
					alone = append(alone, f.Operation)
				}
			}
			if len(alone) != 1 || alone[0] != operation {
				t.Errorf("the fingerprint of the live look is that of %q in the source", alone)
			}
			for _, f := range merge.Findings(merge.Sides{Source: read.Findings, Live: live}) {
				if f.Weakness == words[0] && f.Fingerprint == live[0].Fingerprint {
					both = append(both, string(f.Looks[len(f.Looks)-1]))
				}
			}
			if len(both) != 1 || both[0] != string(finding.Live) {
				t.Errorf("together they are %q", both)
			}
		})
	}
}
