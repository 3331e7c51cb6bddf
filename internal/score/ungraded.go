package score

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Withhold takes the grade of a scan that has not earned one, and says why in
// its Ungraded. A scan that stopped early has no score either: what it did not
// come to may be the worst. Otherwise the number stays, since it says what the
// findings cost; a letter reads as a verdict about the API.
func Withhold(scan *finding.Scan) {
	s := &scan.Score
	s.Ungraded = ungraded(scan)
	if s.Ungraded == "" {
		return
	}
	s.Grade = nil
	if scan.Interrupted {
		s.Value = nil
	}
}

// ungraded is why a scan has no grade; "" where it has one.
func ungraded(scan *finding.Scan) string {
	if scan.Interrupted {
		return "the scan stopped early"
	}
	if scan.Score.Value == nil {
		return missing(scan.Score)
	}
	if dead := Dead(scan); len(dead) > 0 {
		return "nothing was tested as " + named(dead)
	}
	if !slices.ContainsFunc(scan.Ledger, func(c finding.Cell) bool { return c.Look != finding.Contract && c.State.Tested() }) {
		return "only the contract was looked at, which says what is meant and not what is done: no source was read, and no API called"
	}
	return ""
}

// missing is why there is no number.
func missing(s finding.Score) string {
	switch {
	case s.Coverage.Applicable == 0:
		return "there was nothing to test"
	case !half(s.Coverage):
		return fmt.Sprintf("%d of %d checks could be made, and a score needs half of them", s.Coverage.Tested, s.Coverage.Applicable)
	}
	return "no category has half of its checks made"
}

// Dead are the identities that the owner of the API named and that nothing
// could be tested as.
func Dead(scan *finding.Scan) []string {
	var names []string
	for _, i := range scan.Identities {
		if !i.Alive && i.Origin == "configured" {
			names = append(names, i.Name)
		}
	}
	return names
}

func named(names []string) string {
	const few = 3
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0]
}
