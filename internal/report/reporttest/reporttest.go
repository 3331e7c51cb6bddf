// Package reporttest has scans for the tests of formats: a real one, cut to
// a few findings, and one in which an API has put the worst everywhere.
package reporttest

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/json"
)

// shop is the result of the broken shop with eight of its findings.
//
//go:embed testdata/shop.json
var shop []byte

// Shop is a real scan.
func Shop(t testing.TB) *finding.Scan {
	t.Helper()
	scan, err := json.Read(bytes.NewReader(shop))
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

// Nasty is text that breaks out of most that it is put into: control
// characters, escapes of a terminal, markup, the end of CDATA, Markdown,
// mentions, words that turn around, no UTF-8.
const Nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\x00\x07\r\n```\n| a | b |\n]]>--> \"'` @everyone #1 [x](javascript:alert(3)) <!-- ${{ secrets.X }} {0} {{.}} \u202etxt\u2028 \xff ::error::x"

// Everywhere is a scan with the text in every field that holds text, two
// entries in every list, and the words that a document knows where it knows
// only those.
func Everywhere(text string) *finding.Scan {
	var scan finding.Scan
	fill(reflect.ValueOf(&scan).Elem(), text)
	for i := range scan.Findings {
		f := &scan.Findings[i]
		f.Fix.Diff = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-" + strings.ReplaceAll(text, "\n", " ") + "\n+" + strings.ReplaceAll(text, "\n", " ") + "\n"
		f.Fix.Masked = false
	}
	return &scan
}

func fill(v reflect.Value, text string) {
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
		return
	case *finding.Severity:
		*at = finding.Critical
		return
	case *finding.Verdict:
		*at = finding.Proven
		return
	case *finding.Look:
		*at = finding.Live
		return
	case *finding.State:
		*at = finding.Untested
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(42)
	case reflect.Uint64:
		v.SetUint(42)
	case reflect.Float64:
		v.SetFloat(87.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), text)
		fill(v.Index(1), text)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{text: text}))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	default:
		panic(fmt.Sprintf("%s cannot be filled", v.Kind()))
	}
}

// Golden compares with the file of that name below testdata, or writes it.
func Golden(t *testing.T, update bool, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s, line %d (-update writes it):\ngot  %s\nwant %s", path, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", path, len(g), len(w))
}
