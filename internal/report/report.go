// Package report writes a scan in any format. A format needs nothing but the
// scan document: made later from its JSON, a report is the same byte for byte.
package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/html"
	"github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/report/junit"
	"github.com/ashlarsec/ashlar/internal/report/markdown"
	"github.com/ashlarsec/ashlar/internal/report/sarif"
	"github.com/ashlarsec/ashlar/internal/report/text"
)

// Formats are the names of the formats.
var Formats = []string{"text", "json", "sarif", "junit", "html", "markdown"}

// Known tells whether there is a format of that name.
func Known(format string) bool { return slices.Contains(Formats, format) }

// Options of some formats.
type Options struct {
	Text text.Options
	Base *finding.Scan // what Markdown compares with; may be nil
}

// Write writes the scan, which must come from [Settled] or from a document,
// in the format.
func Write(w io.Writer, format string, scan *finding.Scan, o Options) error {
	switch format {
	case "text":
		return text.Write(w, scan, o.Text)
	case "json":
		return json.Write(w, scan)
	case "sarif":
		return sarif.Write(w, scan)
	case "html":
		return html.Write(w, scan)
	case "markdown":
		return markdown.Write(w, scan, o.Base)
	case "junit":
		return junit.Write(w, scan)
	}
	return fmt.Errorf("there is no format %q", format)
}

// Settled is the scan as its document tells it. Bytes that are no text, times
// finer than the document has: what does not survive the JSON is not told by
// another format either. The ledger, which can be very large, is not copied.
func Settled(scan *finding.Scan) (*finding.Scan, error) {
	rest := *scan
	rest.Ledger = nil
	var b bytes.Buffer
	if err := json.Write(&b, &rest); err != nil {
		return nil, err
	}
	settled, err := json.Read(&b)
	if err != nil {
		return nil, err
	}
	settled.Ledger = scan.Ledger
	for i, c := range scan.Ledger {
		if isText(c) {
			continue
		}
		if &settled.Ledger[0] == &scan.Ledger[0] {
			settled.Ledger = slices.Clone(scan.Ledger)
		}
		settled.Ledger[i] = finding.Cell{Operation: valid(c.Operation), Weakness: valid(c.Weakness), Look: finding.Look(valid(string(c.Look))), State: finding.State(valid(string(c.State))), Reason: valid(c.Reason)}
	}
	return settled, nil
}

// isText tells whether all of a cell survives the JSON.
func isText(c finding.Cell) bool {
	return utf8.ValidString(c.Operation) && utf8.ValidString(c.Weakness) && utf8.ValidString(string(c.Look)) && utf8.ValidString(string(c.State)) && utf8.ValidString(c.Reason)
}

// valid puts U+FFFD in the place of each byte that is no UTF-8, as
// encoding/json does.
func valid(s string) string { return string([]rune(s)) }
