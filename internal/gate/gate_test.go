package gate

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/score"
)

var now = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

func made(severity finding.Severity, verdict finding.Verdict, op string) finding.Finding {
	print := finding.Fingerprint("w", op, "")
	return finding.Finding{ID: print[:12], Weakness: "w", Category: finding.CategoryBOLA, Severity: severity, Verdict: verdict, Operation: op, Fingerprint: print}
}

// scanned is a scan of both sides whose checks were all made.
func scanned(findings ...finding.Finding) *finding.Scan {
	s := &finding.Scan{Looks: []finding.Look{finding.Source, finding.Live}, Findings: findings}
	for _, op := range []string{"GET /a", "GET /b"} {
		s.Ledger = append(s.Ledger, finding.Cell{Operation: op, Weakness: "w", Look: finding.Live, State: finding.Clean})
	}
	s.Score = score.Of(findings, s.Ledger, func(string) (string, bool) { return finding.CategoryBOLA, true })
	return s
}

func early(s *finding.Scan) *finding.Scan { s.Interrupted = true; return s }

func unscored(s *finding.Scan) *finding.Scan {
	for i := range s.Ledger {
		s.Ledger[i].State = finding.Inconclusive
	}
	s.Score = score.Of(s.Findings, s.Ledger, func(string) (string, bool) { return finding.CategoryBOLA, true })
	return s
}

// as gives the scan an identity of the configuration that does not work.
func as(scan *finding.Scan, name string) *finding.Scan {
	scan.Identities = []finding.Identity{{Name: "alice", Origin: "configured", Alive: true}, {Name: name, Origin: "configured", Reason: "login answers 401"}}
	return scan
}

// read is the scan with nothing looked at but a contract.
func read(scan *finding.Scan) *finding.Scan {
	for i := range scan.Ledger {
		scan.Ledger[i].Look = finding.Contract
	}
	score.Withhold(scan)
	return scan
}

func accepted(f finding.Finding, expires string) *baseline.Baseline {
	return &baseline.Baseline{Looks: []finding.Look{finding.Source, finding.Live}, Accepted: []baseline.Accepted{{
		Fingerprint: f.Fingerprint, Severity: f.Severity, Verdict: f.Verdict, Reason: "r", Owner: "o", Expires: expires,
	}}}
}

func TestJudge(t *testing.T) {
	bad, mild, sign := made(finding.Critical, finding.Proven, "GET /a"), made(finding.Medium, finding.Likely, "GET /b"), made(finding.Critical, finding.Likely, "GET /a")
	base := &baseline.Baseline{Looks: []finding.Look{finding.Live}, Earlier: scanned(bad)}
	at := func(n int) *int { return &n }
	percent := func(n float64) *float64 { return &n }
	for name, test := range map[string]struct {
		scan   *finding.Scan
		policy Policy
		want   State
		says   string
	}{
		"asks nothing":                     {scanned(bad), Policy{}, Passed, ""},
		"clean":                            {scanned(), Policy{FailUnder: at(75), FailOn: finding.High, MinCoverage: percent(80)}, Passed, "at least 75"},
		"below":                            {scanned(bad), Policy{FailUnder: at(75)}, Failed, "is below 75"},
		"exactly":                          {scanned(), Policy{FailUnder: at(100)}, Passed, ""},
		"severe":                           {scanned(bad), Policy{FailOn: finding.High}, Failed, "1 finding of high or worse: w GET /a"},
		"not so severe":                    {scanned(mild), Policy{FailOn: finding.High}, Passed, ""},
		"no score, score asked":            {unscored(scanned()), Policy{FailUnder: at(0)}, Unknown, "no score"},
		"no score, only severity asked":    {unscored(scanned()), Policy{FailOn: finding.Critical}, Unknown, "no score"},
		"no score, but a finding":          {unscored(scanned(bad)), Policy{FailOn: finding.High}, Failed, "no score"},
		"stopped early":                    {early(scanned()), Policy{FailOn: finding.High}, Unknown, "stopped"},
		"an identity is dead":              {as(scanned(), "bob"), Policy{FailUnder: at(0)}, Unknown, "nothing was tested as bob"},
		"an identity is dead, and worse":   {as(scanned(bad), "bob"), Policy{FailOn: finding.High}, Failed, "nothing was tested as bob"},
		"an identity is dead, none asks":   {as(scanned(), "bob"), Policy{}, Passed, ""},
		"a contract alone":                 {read(scanned()), Policy{FailUnder: at(90)}, Passed, "there is no grade: only the contract"},
		"nothing could be tested":          {&finding.Scan{Looks: base.Looks}, Policy{MinCoverage: percent(0)}, Unknown, "coverage"},
		"too little":                       {unscored(scanned()), Policy{MinCoverage: percent(80)}, Unknown, "coverage is 0% of 2 checks, and 80% is asked"},
		"known, all count":                 {scanned(bad), Policy{FailOn: finding.High, Known: base}, Failed, "1 finding"},
		"known, new only":                  {scanned(bad), Policy{FailOn: finding.High, NewOnly: true, Known: base}, Passed, ""},
		"new only: the score without them": {scanned(bad), Policy{FailUnder: at(75), NewOnly: true, Known: base}, Passed, "the score 100 (without 1 known"},
		"new only, any":                    {scanned(bad, mild), Policy{NewOnly: true, Known: base}, Failed, "1 new finding: w GET /b"},
		"new only, none":                   {scanned(bad), Policy{NewOnly: true, Known: base}, Passed, "no finding is new"},
		"accepted":                         {scanned(bad), Policy{FailUnder: at(75), FailOn: finding.High, Known: accepted(bad, "2027-01-01")}, Passed, "100"},
		"accepted until yesterday":         {scanned(bad), Policy{FailOn: finding.High, Known: accepted(bad, "2026-12-31")}, Failed, "1 finding"},
		"accepted as less severe":          {scanned(bad), Policy{FailOn: finding.High, Known: accepted(made(finding.Low, finding.Proven, "GET /a"), baseline.Never)}, Failed, "1 finding"},
		"accepted as likely, proven now":   {scanned(bad), Policy{FailOn: finding.High, Known: accepted(sign, baseline.Never)}, Failed, "1 finding"},
		"accepted as proven, likely now":   {scanned(sign), Policy{FailOn: finding.High, Known: accepted(bad, baseline.Never)}, Passed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			j, err := Judge(test.scan, test.policy, now)
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(j.Reasons, "; "); j.State != test.want || !strings.Contains(text, test.says) {
				t.Errorf("%s: %s; want %s: …%s…", j.State, text, test.want, test.says)
			}
		})
	}
}

func TestABaseThatSawMoreIsAnError(t *testing.T) {
	now := scanned()
	now.Looks = []finding.Look{finding.Source}
	_, err := Judge(now, Policy{NewOnly: true, Known: &baseline.Baseline{Looks: []finding.Look{finding.Source, finding.Live}, Earlier: scanned()}}, time.Time{})
	if _, ok := errors.AsType[*change.MissingLook](err); !ok {
		t.Errorf("%v", err)
	}
}
