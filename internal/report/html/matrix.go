package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// mostRows operations are shown. More are no picture any more; those that say
// something come first.
const mostRows = 300

// matrix is the ledger: operations by weaknesses.
type matrix struct {
	Columns []column
	Rows    []row
	Left    int // operations that are not shown
}

type column struct{ ID, Title string }

type row struct {
	Operation string
	Cells     []cell
}

// cell is one operation and one weakness, of all looks.
type cell struct {
	State  string // found, clean, untested, inconclusive, none
	Class  string // State, or the severity
	Glyph  string // tells without colour
	Anchor string // of the finding
	Told   string // in words
}

var glyphs = map[string]string{"found": "●", "clean": "·", "untested": "○", "inconclusive": "?"}

func newMatrix(scan *finding.Scan, anchors map[string]string) matrix {
	type at struct{ operation, weakness string }
	cells := map[at][]finding.Cell{}
	seen := map[string]bool{}
	var operations, weaknesses []string
	for _, c := range scan.Ledger {
		k := at{c.Operation, c.Weakness}
		cells[k] = append(cells[k], c)
		if !seen["o"+c.Operation] {
			seen["o"+c.Operation] = true
			operations = append(operations, c.Operation)
		}
		if !seen["w"+c.Weakness] {
			seen["w"+c.Weakness] = true
			weaknesses = append(weaknesses, c.Weakness)
		}
	}
	worst := map[at]finding.Finding{}
	for _, f := range slices.Backward(scan.Findings) { // the first, which is the worst, last
		for _, o := range append(slices.Clone(f.Operations), f.Operation) {
			worst[at{o, f.Weakness}] = f
		}
	}
	weaknesses = arranged(weaknesses)
	var m matrix
	for _, w := range weaknesses {
		title := w
		if known := catalogue.Find(w); known != nil {
			title = known.Title()
		}
		m.Columns = append(m.Columns, column{p(w), p(title)})
	}
	operations = byPath(operations)
	weight := map[string]int{}
	for _, o := range operations {
		r := row{Operation: p(o)}
		for _, w := range weaknesses {
			k := at{o, w}
			f, found := worst[k]
			c := told(o, w, cells[k], f, found)
			if found {
				c.Anchor = anchors[f.ID]
			}
			weight[r.Operation] = max(weight[r.Operation], map[string]int{"found": 3, "inconclusive": 2, "untested": 1}[c.State])
			r.Cells = append(r.Cells, c)
		}
		m.Rows = append(m.Rows, r)
	}
	if len(m.Rows) > mostRows {
		slices.SortStableFunc(m.Rows, func(a, b row) int { return cmp.Compare(weight[b.Operation], weight[a.Operation]) })
		m.Left = len(m.Rows) - mostRows
		m.Rows = m.Rows[:mostRows]
	}
	return m
}

// partly tells whether a side that could tell did not, or the contract alone
// was looked at, which says what is meant and not what is done.
func partly(cells []finding.Cell) bool {
	done := false
	for _, one := range cells {
		if one.State.Applicable() && !one.State.Tested() {
			return true
		}
		done = done || one.State.Tested() && one.Look != finding.Contract
	}
	return !done
}

// told sums the looks up: found, if one has; clean, if one could tell; else
// why none could.
func told(operation, weakness string, cells []finding.Cell, f finding.Finding, found bool) cell {
	c := cell{State: "none"}
	rank := map[finding.State]int{finding.Inconclusive: 1, finding.Untested: 2, finding.Clean: 3, finding.Found: 4}
	best := 0
	var why []string
	for _, one := range cells {
		if r := rank[one.State]; r > best {
			best, c.State = r, string(one.State)
		}
		if one.State.Applicable() && one.Reason != "" {
			why = append(why, string(one.Look)+": "+one.Reason)
		}
	}
	if found {
		c.State = "found"
	}
	c.Class, c.Glyph = c.State, glyphs[c.State]
	if c.State == "clean" && partly(cells) {
		// Neither a dead credential nor a contract may look like a clean API.
		c.Class, c.Glyph = "clean part", "◦"
	}
	if c.State == "found" {
		c.Class = "found s-info"
		if slices.Contains(finding.Severities, f.Severity) {
			c.Class = "found s-" + string(f.Severity)
		}
		if f.Verdict != finding.Proven {
			c.Glyph = "◐"
			if f.Verdict == finding.Possible {
				c.Glyph = "◌"
			}
		}
		why = []string{strings.TrimSpace(string(f.Verdict) + " " + string(f.Severity))}
	}
	if c.State != "none" {
		c.Told = p(operation + " · " + weakness + " · " + c.State + ": " + strings.Join(why, "; "))
	}
	return c
}

// arranged puts weaknesses of one category beside each other.
func arranged(ids []string) []string {
	category := func(id string) int {
		if w := catalogue.Find(id); w != nil {
			return slices.Index(finding.Categories, w.Category)
		}
		return len(finding.Categories)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(category(a), category(b)), cmp.Compare(a, b)) })
	return ids
}

// byPath puts the methods of one path beside each other.
func byPath(operations []string) []string {
	slices.SortFunc(operations, func(a, b string) int {
		ma, pa, _ := strings.Cut(a, " ")
		mb, pb, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(pa, pb), cmp.Compare(ma, mb))
	})
	return operations
}
