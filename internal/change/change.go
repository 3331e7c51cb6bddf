// Package change tells what became of an API between two scans: what is new,
// what is fixed, what is unchanged, and of what that cannot be told.
//
// A finding that is not told any more is fixed only where the ledger of the
// newer scan says that each look that had seen it looked again and found
// nothing. A scan that looks at less must not look like a better API.
package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Change is what lies between two scans. Its lists are in the order in which
// findings are told.
type Change struct {
	Before    Side              `json:"before"`
	After     Side              `json:"after"`
	New       []finding.Finding `json:"new"`
	Fixed     []Ended           `json:"fixed"`
	Unchanged []finding.Finding `json:"unchanged"` // as they are now
	Unknown   []Ended           `json:"unknown"`   // of the older scan, and not looked for to the end now
}

// Side is what one of the scans came to.
type Side struct {
	Score    *int             `json:"score"` // null: too little was tested
	Grade    *string          `json:"grade"`
	Coverage finding.Coverage `json:"coverage"`
	Looks    []finding.Look   `json:"looks"`
}

// Ended is a finding that is not told any more, as it was, and why.
type Ended struct {
	Finding finding.Finding `json:"finding"`
	Reason  string          `json:"reason"`
}

// MissingLook is the error of a comparison whose newer scan lacks looks that
// the base had: nothing new could be seen from there.
type MissingLook struct{ Looks []finding.Look }

func (e *MissingLook) Error() string {
	names := make([]string, len(e.Looks))
	for i, l := range e.Looks {
		names[i] = string(l)
	}
	return fmt.Sprintf("the base has the look %s, and this scan does not", strings.Join(names, ", "))
}

// Covers returns a [MissingLook] unless the scan has all looks of the base.
func Covers(base []finding.Look, now *finding.Scan) error {
	var missing []finding.Look
	for _, l := range base {
		if !slices.Contains(now.Looks, l) {
			missing = append(missing, l)
		}
	}
	if len(missing) > 0 {
		return &MissingLook{missing}
	}
	return nil
}

// Between compares two scans by the fingerprints of their findings.
func Between(old, now *finding.Scan) (*Change, error) {
	if err := Covers(old.Looks, now); err != nil {
		return nil, err
	}
	c := &Change{Before: side(old), After: side(now)}
	before := prints(old.Findings)
	for _, f := range now.Findings {
		if before[f.Fingerprint] {
			c.Unchanged = append(c.Unchanged, f)
		} else {
			c.New = append(c.New, f)
		}
	}
	after := prints(now.Findings)
	for _, f := range old.Findings {
		if after[f.Fingerprint] {
			continue
		}
		if gone, why := Gone(f, now, f.Looks); gone {
			c.Fixed = append(c.Fixed, Ended{f, why})
		} else {
			c.Unknown = append(c.Unknown, Ended{f, why})
		}
	}
	return c, nil
}

func side(s *finding.Scan) Side {
	return Side{Score: s.Score.Value, Grade: s.Score.Grade, Coverage: s.Score.Coverage, Looks: s.Looks}
}

func prints(all []finding.Finding) map[string]bool {
	set := make(map[string]bool, len(all))
	for _, f := range all {
		set[f.Fingerprint] = true
	}
	return set
}
