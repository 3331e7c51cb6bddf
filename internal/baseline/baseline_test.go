package baseline

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
)

var (
	today = time.Date(2027, 3, 31, 23, 59, 0, 0, time.UTC)
	one   = finding.Finding{Weakness: "w", Operation: "GET /a", Severity: finding.High, Verdict: finding.Proven, Fingerprint: strings.Repeat("ab", 32)}
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	b := &Baseline{}
	scan := &finding.Scan{Looks: []finding.Look{finding.Live, finding.Source}}
	if err := b.Accept(scan, []finding.Finding{one, one}, Decision{"public by intent", "payments", "2027-03-31"}, today); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		t.Fatal(err)
	}
	again, err := Read(&text)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Accepted) != 1 || again.Accepted[0] != b.Accepted[0] || len(again.Looks) != 2 || again.Looks[0] != finding.Source {
		t.Errorf("%+v", again)
	}
	if a := again.Accepted[0]; a.Expired(today) || !a.Expired(today.Add(time.Minute)) {
		t.Error("it is accepted until the end of its last day (UTC), and no longer")
	}
}

func TestAcceptNeedsADecision(t *testing.T) {
	for name, d := range map[string]Decision{
		"no reason": {"", "a", Never}, "no owner": {"r", " ", Never}, "no day": {"r", "a", ""},
		"a day that does not exist": {"r", "a", "2027-02-30"}, "another order": {"r", "a", "31.03.2027"}, "a day in the past": {"r", "a", "2027-03-30"},
	} {
		if err := (&Baseline{}).Accept(&finding.Scan{}, []finding.Finding{one}, d, today); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A baseline that cannot be read whole is an error: an empty one would change
// what counts.
func TestBrokenBaselinesAreErrors(t *testing.T) {
	good := `{"fingerprint":"` + one.Fingerprint + `","weakness":"w","operation":"GET /a","field":"","severity":"high","verdict":"proven","reason":"r","owner":"o","expires":"never"}`
	for name, text := range map[string]string{
		"empty":               ``,
		"not JSON":            `accepted: []`,
		"a list":              `[]`,
		"something else":      `{"findings":[]}`,
		"cut off":             `{"ashlar_baseline":"1","looks":["live"],"accepted":[` + good,
		"a later version":     `{"ashlar_baseline":"2","looks":["live"],"accepted":[]}`,
		"unknown key":         `{"ashlar_baseline":"1","looks":["live"],"accepted":[],"ignore":true}`,
		"no looks":            `{"ashlar_baseline":"1","looks":[],"accepted":[]}`,
		"unknown look":        `{"ashlar_baseline":"1","looks":["side"],"accepted":[]}`,
		"twice":               `{"ashlar_baseline":"1","looks":["live"],"accepted":[` + good + `,` + good + `]}`,
		"short fingerprint":   strings.Replace(`{"ashlar_baseline":"1","looks":["live"],"accepted":[`+good+`]}`, one.Fingerprint, "abab", 1),
		"bad day":             strings.Replace(`{"ashlar_baseline":"1","looks":["live"],"accepted":[`+good+`]}`, "never", "soon", 1),
		"no reason":           strings.Replace(`{"ashlar_baseline":"1","looks":["live"],"accepted":[`+good+`]}`, `"r"`, `""`, 1),
		"scan without ledger": `{"schema_version":"1","findings":[],"looks":[]}`,
		"scan, findings null": `{"schema_version":"1","findings":null,"looks":[],"ledger":[]}`,
		"scan of the future":  `{"schema_version":"99","findings":[],"looks":[],"ledger":[]}`,
	} {
		if b, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s: read as %+v", name, b)
		}
	}
	if _, err := Read(strings.NewReader(`{"ashlar_baseline":"1","looks":["live"],"accepted":[` + good + `]}`)); err != nil {
		t.Errorf("the good one: %v", err)
	}
}
