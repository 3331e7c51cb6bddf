// Package json writes and reads the scan document, the protocol between a
// scan and everything that reads results. docs/scan.schema.json describes it.
package json

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode"
	"unicode/utf16"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/inventory"
)

// maxDocument bounds what is read. Ten thousand findings with their exchanges
// stay far below it.
const maxDocument = 256 << 20

// Write writes the document of a scan: the same bytes for the same scan, with
// [] where a list is nil, < and > as they are, and a line end. Its
// schema_version is always [finding.SchemaVersion].
func Write(w io.Writer, scan *finding.Scan) error {
	rest := *scan
	rest.Ledger = nil
	document := withLists(reflect.ValueOf(rest)).Interface().(finding.Scan)
	document.SchemaVersion = finding.SchemaVersion
	var b bytes.Buffer
	if err := encode(&b, document); err != nil {
		return err
	}
	return writeLedger(w, b.Bytes(), scan.Ledger)
}

// emptyLedger cannot stand inside a text: there, a line end is escaped.
var emptyLedger = []byte("\n  \"ledger\": []")

// writeLedger writes the document with the cells in their place, one by one:
// twenty thousand operations have half a million, which need not be in memory
// as text too. Text alone cannot fail to be encoded.
func writeLedger(w io.Writer, document []byte, cells []finding.Cell) error {
	before, after, found := bytes.Cut(document, emptyLedger)
	if !found {
		return errors.New("encoding the document: it has no ledger")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(before) // the error stays, and Flush gives it
	open, end := "\n  \"ledger\": [", "]"
	said := texts{}
	for i := range cells {
		c := &cells[i]
		out.WriteString(open)
		out.WriteString("\n    {\n      \"operation\": ")
		out.WriteString(said.of(c.Operation))
		out.WriteString(",\n      \"weakness\": ")
		out.WriteString(said.of(c.Weakness))
		out.WriteString(",\n      \"look\": ")
		out.WriteString(said.of(string(c.Look)))
		out.WriteString(",\n      \"state\": ")
		out.WriteString(said.of(string(c.State)))
		out.WriteString(",\n      \"reason\": ")
		out.WriteString(said.of(c.Reason))
		out.WriteString("\n    }")
		open, end = ",", "\n  ]"
	}
	if len(cells) == 0 {
		out.WriteString(open)
	}
	out.WriteString(end)
	out.Write(after)
	return out.Flush()
}

// texts are texts as JSON has them, by what they say: a ledger says few, many
// times each.
type texts map[string]string

// mostTexts are remembered, then it begins anew.
const mostTexts = 1 << 12

func (t texts) of(text string) string {
	if said, ok := t[text]; ok {
		return said
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.Encode(text) // which cannot fail
	if len(t) >= mostTexts {
		clear(t)
	}
	t[text] = string(escaped(bytes.TrimSuffix(b.Bytes(), []byte("\n"))))
	return t[text]
}

// WriteInventory writes what an application serves, as Write does a scan.
// docs/routes.schema.json describes it.
func WriteInventory(w io.Writer, inv *inventory.Inventory) error {
	document := withLists(reflect.ValueOf(*inv)).Interface().(inventory.Inventory)
	document.SchemaVersion = inventory.SchemaVersion
	return encode(w, document)
}

func encode(w io.Writer, document any) error {
	// Encoded whole before the first byte: half a document helps nobody.
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("encoding the document: %w", err)
	}
	_, err := w.Write(escaped(b.Bytes()))
	return err
}

// escaped is JSON in which what is not seen or moves the cursor is escaped
// too: people read it on terminals, and encoding/json escapes only what JSON
// asks for.
func escaped(text []byte) []byte {
	if !bytes.ContainsFunc(text, hidden) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// hidden tells whether r, which stands in a text of JSON, is better escaped.
func hidden(r rune) bool { return r >= 0x7f && !unicode.IsGraphic(r) }

// present tells whether a key has a value, whatever it is.
type present bool

func (p *present) UnmarshalJSON(text []byte) error {
	*p = string(text) != "null"
	return nil
}

// Read reads one document. Keys that this version does not know are left
// out: a newer Ashlar may have added them without changing what was there.
func Read(r io.Reader) (*finding.Scan, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("reading the scan document: %w", err)
	}
	if len(text) > maxDocument {
		return nil, fmt.Errorf("reading the scan document: larger than %d bytes", maxDocument)
	}
	var head struct {
		SchemaVersion *string `json:"schema_version"`
		Score         present `json:"score"`
		Findings      present `json:"findings"`
		Ledger        present `json:"ledger"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("reading the scan document: %w", placed(text, err))
	}
	switch {
	case head.SchemaVersion == nil:
		return nil, errors.New("reading the scan document: no schema_version, so this is no result of ashlar scan --format json")
	case *head.SchemaVersion != finding.SchemaVersion:
		return nil, fmt.Errorf("reading the scan document: it has schema_version %.20q, and this Ashlar reads %q: use the version that wrote it", *head.SchemaVersion, finding.SchemaVersion)
	}
	var scan finding.Scan
	if err := json.Unmarshal(text, &scan); err != nil {
		return nil, fmt.Errorf("reading the scan document: %w", placed(text, err))
	}
	if !head.Score || !head.Findings || !head.Ledger {
		// A gate would take what is lost for what was not found.
		return nil, errors.New("reading the scan document: it lacks score, findings or ledger, so this is not the whole result of a scan")
	}
	scan = withLists(reflect.ValueOf(scan)).Interface().(finding.Scan)
	return &scan, nil
}

// placed adds the line to an error that only knows a byte, and leaves the
// names of Go types out.
func placed(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", line(text, syntax.Offset), err)
	case errors.As(err, &kind):
		return fmt.Errorf("line %d: %s cannot be %s", line(text, kind.Offset), cmp.Or(kind.Field, "the document"), kind.Value)
	}
	return err
}

func line(text []byte, offset int64) int {
	offset = min(max(offset, 0), int64(len(text)))
	return 1 + bytes.Count(text[:offset], []byte("\n"))
}

// withLists returns a deep copy in which no slice is nil.
func withLists(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			list.Index(i).Set(withLists(v.Index(i)))
		}
		return list
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(withLists(v.Elem()))
		return p
	case reflect.Struct:
		s := reflect.New(v.Type()).Elem()
		s.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				s.Field(i).Set(withLists(v.Field(i)))
			}
		}
		return s
	}
	return v
}
