// Package date knows which names mean a date, which date an honest client
// would send there, and how messages spell the form of one.
package date

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Dates are constants, so that a scan repeats: far enough ahead to be
// bookable for years, ends behind beginnings, births and purchases behind us.
const (
	Past   = "2024-01-15"
	Birth  = "1990-05-15"
	Future = "2035-01-15"
	Later  = "2035-01-20"
	AtTen  = "T10:00:00Z"
)

// Kind tells what a text of that name holds: "date", "date-time",
// "time", or "" if it is none.
func Kind(name, format string) string {
	switch format {
	case "date", "date-time", "time":
		return format
	}
	w := lexicon.Words(name)
	if len(w) == 0 {
		return ""
	}
	last := strings.TrimRight(w[len(w)-1], "0123456789")
	has := func(word string) bool { return slices.Contains(w, word) }
	switch {
	case last == "datetime", last == "timestamp", len(w) > 1 && last == "at", last == "deadline":
		return "date-time"
	case len(w) > 1 && last == "time" && (has("start") || has("end") || has("departure") || has("arrival") || has("pickup") || has("appointment") || has("booking")) && !has("slot"):
		return "date-time"
	case len(w) > 1 && last == "time", last == "time":
		return ""
	case last == "date", last == "dob", last == "birthday", last == "birthdate", has("date") && has("of"), last == "fecha", last == "datum",
		last == "day" && len(w) > 1 && !has("per"), last == "checkin", last == "checkout", len(w) == 2 && w[0] == "check" && (last == "in" || last == "out"),
		last == "expires", last == "until", last == "since", len(w) > 1 && last == "expiry" && !has("card"), last == "due":
		return "date"
	case len(w) == 2 && (w[0] == "date" || w[0] == "valid") && (last == "from" || last == "to" || last == "start" || last == "end"):
		return "date"
	case len(w) == 1 && (last == "start" || last == "end" || last == "begin"):
		return "date-time"
	}
	return ""
}

// Of is the day, or the moment or time as the kind says, that fits the name.
func Of(name, kind string) string {
	w := lexicon.Words(name)
	any := func(words ...string) bool {
		return slices.ContainsFunc(words, func(x string) bool { return slices.Contains(w, x) })
	}
	day := Future
	switch {
	case any("birth", "dob", "birthday", "birthdate", "born", "nacimiento", "geburtsdatum"):
		day = Birth
	case any("created", "updated", "modified", "issued", "issue", "purchase", "purchased", "hire", "hired", "joined", "since", "published", "publication",
		"release", "released", "founded", "recorded", "occurred", "incident", "diagnosis", "transaction", "paid", "invoice", "completed", "last", "manufactured", "graduation", "expense", "visit"):
		day = Past
	case any("end", "ends", "to", "until", "expiry", "expires", "expiration", "expire", "return", "checkout", "out", "arrival", "finish", "stop", "close", "closing", "valid", "due", "dropoff"):
		day = Later
	case any("from") && any("date", "valid"):
		day = Future
	}
	if any("valid") && any("from", "since", "start") {
		day = Future
	}
	switch kind {
	case "date-time":
		return day + AtTen
	case "time":
		return "10:00"
	}
	return day
}
