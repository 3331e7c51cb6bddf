package fix

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Where the client chose the collection, what it could read of it was high;
// of the one collection that is left, a field too much is low, and not new.
func TestRestIsNotNew(t *testing.T) {
	was := finding.Finding{Weakness: "excessive-data-exposure", Operation: "GET /export", Severity: finding.High, Fingerprint: "a"}
	rest := finding.Finding{Weakness: was.Weakness, Operation: was.Operation, Severity: finding.Low, Fingerprint: "b"}
	elsewhere := finding.Finding{Weakness: was.Weakness, Operation: "GET /other", Severity: finding.Low, Fingerprint: "c"}
	worse := finding.Finding{Weakness: was.Weakness, Operation: was.Operation, Severity: finding.Critical, Fingerprint: "d"}
	o := Compare([]finding.Finding{was}, []finding.Finding{was}, []finding.Finding{rest, elsewhere, worse})
	if len(o.Rest) != 1 || o.Rest[0].Fingerprint != "b" || len(o.New) != 2 || len(o.Gone) != 1 {
		t.Errorf("%+v", o)
	}
	if o := Compare(nil, []finding.Finding{was}, []finding.Finding{was, rest}); len(o.Rest) != 0 || len(o.New) != 1 {
		t.Errorf("beside what is still there: %+v", o)
	}
}
