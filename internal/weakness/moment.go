package weakness

import (
	"math"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// moment stands for a time that is about now.
const moment = "<now>"

// Timeless is the digest of an answer without the time at which it was made.
// A mask cannot leave that out when it was taken within one second and the
// API tells whole seconds.
func Timeless(ex *wire.Exchange, body any, text string, m compare.Mask) string {
	return compare.Digest(ex.Status, ex.MediaType(), untimed(body, ex.At), text, m)
}

// Alike compares answers by status and content, with what changes by itself
// left out: the mask, and times that are about now.
func Alike(mask compare.Mask) func(*wire.Exchange) string {
	return func(ex *wire.Exchange) string {
		body, ok := ex.JSON()
		if !ok {
			return world.Digest(ex, mask)
		}
		return Timeless(ex, body, ex.Text(), mask)
	}
}

func untimed(v any, at time.Time) any {
	switch v := v.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			o[k] = untimed(e, at)
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = untimed(e, at)
		}
		return a
	case string:
		if isNow(v, at) {
			return moment
		}
	case float64:
		if around(v, float64(at.Unix()), about.Seconds()) || around(v, float64(at.UnixMilli()), float64(about.Milliseconds())) {
			return moment
		}
	}
	return v
}

// about is how far the clocks of the target and of this machine may be apart.
const about = 5 * time.Minute

func around(v, now, most float64) bool { return math.Abs(v-now) <= most }

var (
	zoned = []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", time.RFC1123, time.RFC1123Z}
	naive = []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"}
)

// isNow tells whether the text is a time about now. Without a zone it may be
// the target's local time: zones lie whole quarters of an hour apart.
func isNow(s string, at time.Time) bool {
	if len(s) < len("2006-01-02 15:04:05") || len(s) > 40 {
		return false
	}
	for _, layout := range zoned {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Sub(at).Abs() <= about
		}
	}
	const farthest = 14 * time.Hour
	for _, layout := range naive {
		if t, err := time.Parse(layout, s); err == nil {
			d := t.Sub(at)
			return d.Abs() <= farthest+about && (d-d.Round(15*time.Minute)).Abs() <= about
		}
	}
	return false
}
