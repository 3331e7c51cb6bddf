// Package html tells a scan as one HTML file that can be sent to somebody.
//
// It asks for nothing from anywhere: its style and script are in it, and its
// content security policy lets nothing else run, load or be sent. Everything
// that an API has answered is text in it. Without JavaScript it can be read;
// what the script adds is filtering, copying and walking the matrix.
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/ashlarsec/ashlar/internal/finding"
)

var (
	//go:embed page.tmpl
	pageText string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
)

var page = template.Must(template.New("page").Parse(pageText))

// policy allows the one style and the one script of the page, by their hashes:
// Content Security Policy Level 3, 2.3.1.
var policy = fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'", digest(style), digest(script))

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Write writes the page of a scan.
func Write(w io.Writer, scan *finding.Scan) error {
	v := newView(scan)
	v.Policy, v.Style, v.Script = policy, template.CSS(style), template.JS(script)
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return fmt.Errorf("making the page: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}
