package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// What moves the cursor, or is not seen, is escaped, and stays what it is.
func TestHiddenIsEscaped(t *testing.T) {
	const name = "GET /a\x1b[2J\u009b\u202e\u007f\U000e0001é日"
	scan := &finding.Scan{
		Notes:  []finding.Note{{Level: "info", Text: name}},
		Ledger: []finding.Cell{{Operation: name, Weakness: "w", Look: finding.Live, State: finding.Clean, Reason: name}},
	}
	var b bytes.Buffer
	if err := Write(&b, scan); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexFunc(b.String(), func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }); i >= 0 {
		t.Errorf("%q", b.String()[i:])
	}
	again, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if again.Notes[0].Text != name || again.Ledger[0] != scan.Ledger[0] {
		t.Errorf("%+v", again)
	}
}

// The ledger, which is written entry by entry, is what encoding/json makes.
func TestLedgerIsWrittenAsTheRest(t *testing.T) {
	for n := range 4 {
		scan := &finding.Scan{Notes: []finding.Note{{Text: "\n  \"ledger\": []"}}, Ledger: []finding.Cell{}}
		for i := range n {
			scan.Ledger = append(scan.Ledger, finding.Cell{Operation: fmt.Sprint("GET /<", i, ">"), Weakness: "w", Reason: "a \"b\""})
		}
		var got, want bytes.Buffer
		if err := Write(&got, scan); err != nil {
			t.Fatal(err)
		}
		again, err := Read(bytes.NewReader(got.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("%d entries (-want +got):\n%s", n, diff)
		}
	}
}
