// Package baseline reads and writes what is known already: findings that
// somebody has accepted, with a reason, an owner and a day on which they count
// again. An earlier scan document can stand for one: it accepts nothing, and
// says what is not new.
//
// A file that cannot be read whole is an error, never an empty list: a build
// must not pass because its baseline is broken.
package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
)

// version of the file. It grows when an older reader would misread it.
const version = "1"

// Never is the day of an acceptance without an end.
const Never = "never"

// day is the layout of Expires.
const day = "2006-01-02"

// maxFile bounds a file of acceptances. A thousand of them take half a megabyte.
const maxFile = 16 << 20

// Baseline is what is known. It is one of both: a list of accepted findings,
// or what an earlier scan found.
type Baseline struct {
	Looks    []finding.Look
	Accepted []Accepted
	Earlier  *finding.Scan // nil for a list of accepted findings
}

// Accepted is a finding that somebody has decided to live with.
type Accepted struct {
	Fingerprint string           `json:"fingerprint"` // of the finding, 64 hex digits
	Weakness    string           `json:"weakness"`
	Operation   string           `json:"operation"` // "" for the whole API
	Field       string           `json:"field"`
	Severity    finding.Severity `json:"severity"` // when it was accepted
	Verdict     finding.Verdict  `json:"verdict"`
	Reason      string           `json:"reason"`
	Owner       string           `json:"owner"`
	Expires     string           `json:"expires"` // 2027-03-31, the last day (UTC) on which it is accepted; or never
}

// file is how accepted findings are written.
type file struct {
	Version  string         `json:"ashlar_baseline"`
	Looks    []finding.Look `json:"looks"`
	Accepted []Accepted     `json:"accepted"`
}

// Read reads a list of accepted findings, or a scan document.
func Read(r io.Reader) (*Baseline, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	var head map[string]json.RawMessage
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("reading the baseline: not JSON: %w", err)
	}
	if head["schema_version"] != nil {
		return earlier(text, head)
	}
	if head["ashlar_baseline"] == nil {
		return nil, errors.New("reading the baseline: it has neither ashlar_baseline nor schema_version, so it is neither a list of ashlar baseline nor a result of ashlar scan --format json")
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("reading the baseline: larger than %d bytes", maxFile)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var f file
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	return f.checked()
}

// earlier takes a scan document. One without the two lists that are compared
// would make every finding new, or none missing.
func earlier(text []byte, head map[string]json.RawMessage) (*Baseline, error) {
	for _, key := range []string{"findings", "looks", "ledger"} {
		if raw := bytes.TrimSpace(head[key]); len(raw) == 0 || raw[0] != '[' {
			return nil, fmt.Errorf("reading the baseline: the scan document has no list %q", key)
		}
	}
	scan, err := jsonreport.Read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	return &Baseline{Looks: scan.Looks, Earlier: scan}, nil
}

var print = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checked refuses what would make an acceptance count for more, or for
// something else, than somebody meant.
func (f file) checked() (*Baseline, error) {
	if f.Version != version {
		return nil, fmt.Errorf("reading the baseline: it has ashlar_baseline %.20q, and this Ashlar reads %q", f.Version, version)
	}
	if len(f.Looks) == 0 {
		return nil, errors.New("reading the baseline: looks is missing: it says from which sides the scan looked")
	}
	for _, l := range f.Looks {
		if !slices.Contains(finding.Looks, l) {
			return nil, fmt.Errorf("reading the baseline: looks: %.40q is none of contract, source, live", l)
		}
	}
	seen := map[string]bool{}
	for i, a := range f.Accepted {
		where := fmt.Sprintf("reading the baseline: accepted[%d]", i)
		switch {
		case !print.MatchString(a.Fingerprint):
			return nil, fmt.Errorf("%s: fingerprint must have 64 hex digits", where)
		case seen[a.Fingerprint]:
			return nil, fmt.Errorf("%s: %s is there twice", where, a.Fingerprint[:12])
		}
		seen[a.Fingerprint] = true
		if err := a.check(); err != nil {
			return nil, fmt.Errorf("%s (%s): %w", where, a.Fingerprint[:12], err)
		}
	}
	return &Baseline{Looks: f.Looks, Accepted: f.Accepted}, nil
}

func (a Accepted) check() error {
	switch {
	case strings.TrimSpace(a.Reason) == "":
		return errors.New("reason is missing: say why it is accepted")
	case strings.TrimSpace(a.Owner) == "":
		return errors.New("owner is missing: say who answers for it")
	case !slices.Contains(finding.Severities, a.Severity):
		return fmt.Errorf("severity %.20q is none of critical, high, medium, low, info", a.Severity)
	case !slices.Contains(finding.Verdicts, a.Verdict):
		return fmt.Errorf("verdict %.20q is none of proven, likely, possible", a.Verdict)
	}
	_, err := a.end()
	return err
}

// end is the first moment at which it is not accepted any more; zero for
// never.
func (a Accepted) end() (time.Time, error) {
	if a.Expires == Never {
		return time.Time{}, nil
	}
	last, err := time.Parse(day, a.Expires)
	if err != nil {
		return time.Time{}, fmt.Errorf("expires %.40q is neither a day like 2027-03-31 nor %q", a.Expires, Never)
	}
	return last.AddDate(0, 0, 1), nil
}

// Expired tells whether the acceptance is over.
func (a Accepted) Expired(now time.Time) bool {
	end, err := a.end()
	return err != nil || !end.IsZero() && !now.Before(end)
}
