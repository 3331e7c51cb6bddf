package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// tally counts the rows of one class.
type tally struct {
	Class       string   `json:"class"`
	Yes         int      `json:"yes"`
	Exact       int      `json:"exact"`
	Near        int      `json:"near"`
	Function    int      `json:"function"` // found elsewhere in the function, with -loose
	Missed      int      `json:"missed"`
	No          int      `json:"no"`
	FalseAlarms int      `json:"false_alarms"`
	Recall      *float64 `json:"recall"`    // null without a yes
	Precision   *float64 `json:"precision"` // of what rows speak of; null if nothing was said
}

func (t *tally) add(v verdict) {
	if !v.Vulnerable {
		t.No++
		if v.falseAlarm() {
			t.FalseAlarms++
		}
		return
	}
	t.Yes++
	switch v.Level {
	case exact.String():
		t.Exact++
	case near.String():
		t.Near++
	case inFunction.String():
		t.Function++
	default:
		t.Missed++
	}
}

func (t *tally) rate() {
	found := t.Yes - t.Missed
	t.Recall = share(found, t.Yes)
	t.Precision = share(found, found+t.FalseAlarms)
}

func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	return new(float64(part) / float64(whole))
}

// tallies are the counts by class, sorted, and of all classes together.
func (m *measurement) tallies() (byClass []tally, all tally) {
	all.Class = "all"
	counts := map[string]*tally{}
	for _, v := range m.verdicts {
		if counts[v.Class] == nil {
			counts[v.Class] = &tally{Class: v.Class}
		}
		counts[v.Class].add(v)
		all.add(v)
	}
	for _, t := range counts {
		t.rate()
		byClass = append(byClass, *t)
	}
	slices.SortFunc(byClass, func(a, b tally) int { return strings.Compare(a.Class, b.Class) })
	all.rate()
	return byClass, all
}

// document is what -json prints.
type document struct {
	Classes     []tally    `json:"classes"`
	All         tally      `json:"all"`
	Missed      []verdict  `json:"missed"`
	FalseAlarms []verdict  `json:"false_alarms"`
	Near        []verdict  `json:"near"` // found, but not on the line
	Unjudged    []unjudged `json:"unjudged"`
	NotMeasured []skipped  `json:"not_measured"`
}

func (m *measurement) document() document {
	byClass, all := m.tallies()
	pick := func(wanted func(verdict) bool) []verdict {
		return slices.DeleteFunc(slices.Clone(m.verdicts), func(v verdict) bool { return !wanted(v) })
	}
	return document{
		Classes: byClass, All: all,
		Missed:      pick(verdict.missed),
		FalseAlarms: pick(verdict.falseAlarm),
		Near:        pick(func(v verdict) bool { return v.Vulnerable && v.Level != "" && v.Level != exact.String() }),
		Unjudged:    m.unjudged,
		NotMeasured: m.skipped,
	}
}

func (m *measurement) text() string {
	var b strings.Builder
	d := m.document()
	if len(m.verdicts) > 0 {
		d.table(&b)
	} else {
		b.WriteString("nothing was measured\n")
	}
	section(&b, "Missed", d.Missed, rowText)
	section(&b, "False alarms", d.FalseAlarms, func(v verdict) string { return rowText(v) + "\n    said: " + v.Weakness + " " + v.Finding })
	section(&b, "Found, but not on the line", d.Near, func(v verdict) string { return v.Level + " " + rowText(v) })
	section(&b, "Unjudged: findings that no row speaks of", d.Unjudged, func(u unjudged) string {
		return fmt.Sprintf("%s %s (%s): %s", u.Place, u.Weakness, u.Verdict, u.Summary)
	})
	section(&b, "Not measured", d.NotMeasured, func(s skipped) string { return fmt.Sprintf("%s: %s (%d rows)", s.What, s.Why, s.Rows) })
	return b.String()
}

func (d document) table(to *strings.Builder) {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "class\tyes\texact\tnear\tfunction\tmissed\tno\tfalse alarms\trecall\tprecision\t")
	for _, t := range append(slices.Clone(d.Classes), d.All) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t\n",
			t.Class, t.Yes, t.Exact, t.Near, t.Function, t.Missed, t.No, t.FalseAlarms, percent(t.Recall), percent(t.Precision))
	}
	w.Flush()
}

func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", *share*100)
}

func rowText(v verdict) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s  %s", v.place(), v.Class, v.Note))
}

func section[T any](to *strings.Builder, title string, items []T, line func(T) string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(to, "\n%s (%d)\n", title, len(items))
	for _, item := range items {
		fmt.Fprintf(to, "  %s\n", line(item))
	}
}
