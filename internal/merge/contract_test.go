package merge

import (
	"slices"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// What the contract says goes with what others found, and is a finding of its
// own where they found nothing.
func TestContract(t *testing.T) {
	for name, test := range map[string]struct {
		contract, others []string
		ledger           []finding.Cell
		want             []string
	}{
		"the same operation": {
			[]string{"contract possible medium w GET /a @9"}, []string{"live proven critical w GET /a body.x"}, nil,
			[]string{"contract+live proven critical w GET /a body.x"},
		},
		"alone": {
			[]string{"contract possible medium w GET /a @9"}, []string{"live proven critical w GET /b body.x"}, nil,
			[]string{"live proven critical w GET /b body.x", "contract possible medium w GET /a @9"},
		},
		"a component of several, of which one is proven": {
			[]string{"contract possible medium w GET /a , GET /b @9"}, []string{"live proven critical w GET /a"}, nil,
			[]string{"contract+live proven critical w GET /a", "contract possible medium w GET /b @9"},
		},
		"the live look found it in order": {
			[]string{"contract possible medium w GET /a @9"}, nil,
			[]finding.Cell{{Operation: "GET /a", Weakness: "w", Look: finding.Live, State: finding.Clean, Reason: "it refuses"}},
			[]string{"contract possible low w GET /a @9"},
		},
		"two things about the whole API": {
			[]string{"contract possible info w - paths @9", "contract possible info w - owner @9"}, []string{"live likely info w - owner"}, nil,
			[]string{"contract+live likely info w - owner", "contract possible info w - paths @9"},
		},
		"all operations, of which one is proven": {
			[]string{"contract possible low w - , GET /a , GET /b @9"}, []string{"live proven critical w GET /a"}, nil,
			[]string{"contract+live proven critical w GET /a", "contract possible low w - GET /b @9"},
		},
		"all operations, and each is proven": {
			[]string{"contract possible low w - , GET /a @9"}, []string{"live proven critical w GET /a"}, nil,
			[]string{"contract+live proven critical w GET /a"},
		},
		"a mention does not stand for more": {
			[]string{"contract possible low w GET /a @9"}, []string{"live possible info w GET /a answer"}, nil,
			[]string{"contract possible low w GET /a @9", "live possible info w GET /a answer"},
		},
		"another weakness": {
			[]string{"contract possible medium v GET /a @9"}, []string{"live proven critical w GET /a"}, nil,
			[]string{"live proven critical w GET /a", "contract possible medium v GET /a @9"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Sides{Ledger: test.ledger}
			for _, line := range test.contract {
				s.Contract = append(s.Contract, identified(found(t, line)))
			}
			for _, line := range test.others {
				s.Live = append(s.Live, identified(found(t, line)))
			}
			var got []string
			for _, f := range Findings(s) {
				got = append(got, told(f))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func identified(f finding.Finding) finding.Finding {
	f.ID = f.Fingerprint[:12]
	return f
}
