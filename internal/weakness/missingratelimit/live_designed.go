package missingratelimit

import (
	"fmt"
	"time"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Calls that a burst has at most where the design says what is allowed: enough
// for what is usual, and no load.
const (
	mostAttempts = 121 // of a login, reset or code
	mostReads    = 601
)

// volley is what a burst is to show.
type volley struct {
	calls  int
	within time.Duration // longer, and a limit might not have been reached
	stated string        // "ashlar.yaml:30 says 20/10s"; "" where the design says nothing
	sure   bool          // more calls than any way to count allows
}

// usual is a volley where the design says nothing.
func usual(calls int) volley { return volley{calls: calls, within: longest} }

// ofDesign is the volley that shows whether the limit is kept. Who counts in
// windows that begin at the full minute lets twice the number pass around the
// end of one, and who fills a bucket nearly as many: one more than twice the
// number is too many however it is counted, one more than the number only
// likely. Too many for a scan: why says so.
func ofDesign(p *weakness.LivePass, l design.Limit, most int) (v volley, why string) {
	v = volley{calls: 2*l.Requests + 1, within: l.Per, sure: true, stated: fmt.Sprintf("%s says %s", p.Outline.Intent.Limits.Place, l)}
	if v.calls > most {
		v.calls, v.sure = l.Requests+1, false
	}
	if v.calls > most {
		return v, fmt.Sprintf("%s: more than the %d calls that a scan sends", v.stated, most)
	}
	return v, ""
}

// attempting is the volley for logins, resets and codes; why it cannot be sent.
func attempting(p *weakness.LivePass) (v volley, why string) {
	if l := p.Outline.Intent.Bounds().Login; l.Requests > 0 {
		return ofDesign(p, l, mostAttempts)
	}
	return usual(attempts), ""
}

// told is how many calls were evaluated, where the design allows fewer.
func (v volley) told(what string) string {
	return fmt.Sprintf("%s; %d of %d %s were evaluated within %s", v.stated, v.calls, v.calls, what, v.within)
}
