package main

import (
	"cmp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// level is how well a finding meets a row; a lower one is better.
type level int

const (
	exact      level = iota // on the line
	near                    // in the same statement, or close by in the same function
	inFunction              // elsewhere in the same function
	apart
)

func (l level) String() string { return [...]string{"exact", "near", "function", "apart"}[l] }

// nearLines is how far a row and a finding may lie apart: people name the
// route, the query or the line that built it.
const nearLines = 3

// closeness of a finding to a row.
type closeness struct {
	level    level
	distance int  // in lines
	passing  bool // only a step of the code path before its end is there
	listed   bool // only the list of operations meets it
}

func (c closeness) compare(d closeness) int {
	return cmp.Or(cmp.Compare(c.level, d.level), cmp.Compare(c.distance, d.distance))
}

// sighting is a finding with the places that it names, in files relative to
// the root of the repository.
type sighting struct {
	finding.Finding
	places []place
}

type place struct {
	file    string
	line    int
	passing bool
}

// judge compares the rows of one repository with what was found in it.
type judge struct {
	rows     []row
	found    []sighting
	shapes   map[string]shape // by file
	loose    bool
	measured map[string]bool // weaknesses that rows of this repository speak of
}

// verdict says what became of a row.
type verdict struct {
	row
	Level    string `json:"level,omitempty"` // exact, near or function; empty if nothing met the row
	Finding  string `json:"finding,omitempty"`
	Weakness string `json:"weakness,omitempty"`
}

func (v verdict) missed() bool     { return v.Vulnerable && v.Level == "" }
func (v verdict) falseAlarm() bool { return !v.Vulnerable && v.Level != "" }

func (j *judge) verdicts() []verdict {
	var verdicts []verdict
	for _, r := range j.rows {
		v := verdict{row: r}
		meets := j.meetsNo
		if r.Vulnerable {
			meets = j.meetsYes
		}
		best := closeness{level: apart}
		for _, s := range j.found {
			if c := j.closeness(r, s); c.compare(best) < 0 && meets(r, s, c) {
				best = c
				v.Level, v.Finding, v.Weakness = c.level.String(), s.ID, s.Weakness
			}
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// meetsYes tells whether s, at c from r, finds it. What is exactly on another
// row of the class does not find this one by lying close to it too: two
// queries below each other are two finds.
func (j *judge) meetsYes(r row, s sighting, c closeness) bool {
	switch c.level {
	case exact:
		return true
	case near:
		return c.listed || r.class.operation || !j.exactElsewhere(r, s)
	case inFunction:
		return j.loose && !j.exactElsewhere(r, s)
	}
	return false
}

func (j *judge) exactElsewhere(r row, s sighting) bool {
	return slices.ContainsFunc(j.rows, func(other row) bool {
		return other.Class == r.Class && other != r && j.closeness(other, s).level == exact
	})
}

// meetsNo tells whether s, at c from r, is a false alarm there. It is not if
// a row of the class that is vulnerable explains it: one at least as close
// in the same function, or one where its code path ends.
func (j *judge) meetsNo(r row, s sighting, c closeness) bool {
	if c.level > near {
		return false
	}
	return !slices.ContainsFunc(j.rows, func(other row) bool {
		if !other.Vulnerable || other.Class != r.Class {
			return false
		}
		d := j.closeness(other, s)
		if c.passing && d.level == exact && !d.passing {
			return true
		}
		return other.File == r.File && j.shapes[r.File].sameScope(other.Line, r.Line) && d.compare(c) <= 0
	})
}

// closeness is apart if s is of another class than r.
func (j *judge) closeness(r row, s sighting) closeness {
	best := closeness{level: apart}
	if !r.class.answeredBy(s.Weakness) {
		return best
	}
	for _, p := range s.places {
		if p.file != r.File {
			continue
		}
		c := closeness{level: j.level(r, p.line), distance: max(p.line-r.Line, r.Line-p.line), passing: p.passing}
		if c.compare(best) < 0 {
			best = c
		}
	}
	if best.level > near && j.lists(s, r) {
		best = closeness{level: near, listed: true}
	}
	return best
}

func (j *judge) level(r row, line int) level {
	sh := j.shapes[r.File]
	switch {
	case line == r.Line:
		return exact
	case sh.sameStatement(line, r.Line):
		return near
	case !sh.sameScope(line, r.Line):
		return apart
	case r.class.operation && sh.innermost(r.Line) >= 0, max(line-r.Line, r.Line-line) <= nearLines:
		return near
	case sh.innermost(r.Line) < 0:
		return apart // the module is no function
	}
	return inFunction
}

// lists tells whether s is about an operation of which the handler holds r,
// and names no place in that handler: one finding for several operations, or
// for the whole application. Where it names one, lines decide.
func (j *judge) lists(s sighting, r row) bool {
	if slices.ContainsFunc(s.places, func(p place) bool { return p.file == r.File && j.shapes[r.File].sameScope(p.line, r.Line) }) {
		return false
	}
	if slices.ContainsFunc(s.places, func(p place) bool { return j.handles(p, s.Operations) }) {
		return false // the handler of another application with the same operation
	}
	return slices.ContainsFunc(j.shapes[r.File].routes(r.Line), func(handled route) bool {
		return slices.ContainsFunc(s.Operations, handled.leadsTo)
	})
}

// handles tells whether a place lies in a handler of one of the operations.
func (j *judge) handles(p place, operations []string) bool {
	sh := j.shapes[p.file]
	return slices.ContainsFunc(sh.routes(p.line), func(handled route) bool {
		return slices.ContainsFunc(operations, handled.leadsTo)
	})
}

// unjudged are the findings of measured weaknesses, in files that the truth
// speaks of, that no row is about.
func (j *judge) unjudged() []sighting {
	var left []sighting
	for _, s := range j.found {
		covered := slices.ContainsFunc(j.rows, func(r row) bool { return len(s.places) > 0 && s.places[0].file == r.File })
		spoken := slices.ContainsFunc(j.rows, func(r row) bool { return j.closeness(r, s).level < apart })
		if covered && !spoken && j.measured[s.Weakness] {
			left = append(left, s)
		}
	}
	return left
}
