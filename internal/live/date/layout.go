package date

import (
	"regexp"
	"strings"
	"time"
)

var (
	directives = regexp.MustCompile(`%[YymdHMSfzZBbjpIT](?:[-/.: T,]*(?:T?%[YymdHMSfzZBbjpIT]|Z\b))*`)
	lettered   = regexp.MustCompile(`\b(?:[Yy]{4}|[Dd]{1,2}|[Mm]{1,3})[-/. ](?:[Mm]{1,3}|[Dd]{1,2})[-/. ](?:[Yy]{4}|[Yy]{2}|[Dd]{1,2})(?:[T ]?'?T?'?[Hh]{2}:[Mm]{2}(?::[Ss]{2}(?:\.[Ss]+|\.f+)?)?(?:Z|\+00:00)?)?`)
	monthYear  = regexp.MustCompile(`\bMM ?[/-] ?YY(?:YY)?\b`)
	clock      = regexp.MustCompile(`\b[Hh]{2}:[Mm]{2}(?::[Ss]{2})?\b`)
)

// Layout finds how a message writes the form of a date or time.
func Layout(text string) string {
	for _, form := range []*regexp.Regexp{directives, lettered, monthYear, clock} {
		if m := form.FindString(text); m != "" {
			return m
		}
	}
	return ""
}

// Format writes the moment (RFC 3339, or a day) in the layout of a message.
func Format(moment, layout string) string {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, moment); err != nil {
			return moment
		}
		at = at.Add(10 * time.Hour)
	}
	if strings.Contains(layout, "%") {
		return at.Format(strings.NewReplacer("%Y", "2006", "%y", "06", "%m", "01", "%d", "02", "%H", "15", "%I", "03", "%M", "04", "%S", "05", "%f", "000000", "%z", "-0700",
			"%Z", "MST", "%B", "January", "%b", "Jan", "%j", "002", "%p", "PM", "%T", "15:04:05").Replace(layout))
	}
	return at.Format(lettersToGo(layout))
}

// lettersToGo turns YYYY-MM-DD into Go's layout. MM after a colon are minutes.
func lettersToGo(layout string) string {
	day, clock := layout, ""
	if i := strings.IndexAny(layout, "Hh"); i >= 0 {
		day, clock = layout[:i], layout[i:]
	}
	day = strings.NewReplacer("YYYY", "2006", "yyyy", "2006", "YY", "06", "yy", "06", "MMM", "Jan", "MM", "01", "mm", "01", "DD", "02", "dd", "02",
		"M", "1", "m", "1", "D", "2", "d", "2", "'T'", "T").Replace(day)
	clock = strings.NewReplacer("HH", "15", "hh", "15", "MM", "04", "mm", "04", "SS", "05", "ss", "05").Replace(clock)
	if i := strings.Index(clock, "."); i >= 0 {
		clock = clock[:i] + ".000" + strings.TrimLeft(clock[i+1:], "sSf")
	}
	return day + clock
}

// Like tells whether the text is a date, or a date and time.
func Like(s string) bool { return len(s) >= 8 && dated.MatchString(s) }

var dated = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ].*)?$`)
