package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonReader reads JSON with places, repeated keys and a bound on nesting.
// JSON is nearly YAML, but a YAML parser refuses surrogate pairs and keys
// longer than 1024 bytes, and takes four times as long.
type jsonReader struct {
	file   *file
	data   []byte
	dec    *json.Decoder
	note   func(at *node, format string, args ...any)
	offset int // up to which line and column were counted
	line   int32
	col    int32
	values int
}

func readJSON(f *file, data []byte, note func(*node, string, ...any)) (*node, error) {
	r := &jsonReader{file: f, data: data, dec: json.NewDecoder(bytes.NewReader(data)), note: note, line: 1, col: 1}
	r.dec.UseNumber()
	root, err := r.value(0)
	if err != nil {
		at := int(r.dec.InputOffset())
		if err == io.ErrUnexpectedEOF {
			at = len(data)
		}
		r.advance(at)
		return nil, fmt.Errorf("line %d: %w", r.line, err)
	}
	if _, err := r.dec.Token(); err != io.EOF {
		r.note(root, "the document goes on after its end; the rest is not read")
	}
	return root, nil
}

func (r *jsonReader) value(depth int) (*node, error) {
	if depth > maxNesting {
		return nil, errTooDeep
	}
	if r.values++; r.values > maxValues {
		return nil, errTooMany
	}
	n := &node{file: r.file}
	r.mark(n)
	tok, err := r.dec.Token()
	if err == io.EOF {
		return nil, io.ErrUnexpectedEOF
	} else if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case bool:
		n.kind, n.raw = boolean, fmt.Sprint(t)
	case json.Number:
		n.kind, n.raw = number, t.String()
	case string:
		n.kind, n.raw = text, t
	case json.Delim:
		return n, r.container(n, t, depth)
	}
	return n, nil
}

func (r *jsonReader) container(n *node, open json.Delim, depth int) error {
	n.kind = list
	if open == '{' {
		n.kind = table
	}
	for r.dec.More() {
		var key string
		var keyAt node
		if n.kind == table {
			r.mark(&keyAt)
			tok, err := r.dec.Token()
			if err != nil {
				return err
			}
			key, _ = tok.(string)
		}
		child, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		if n.kind == table {
			child.key, child.line, child.col = key, keyAt.line, keyAt.col
		}
		n.children = append(n.children, child)
	}
	if _, err := r.dec.Token(); err != nil {
		return unexpectedEnd(err)
	}
	for _, again := range r.file.finish(n) {
		r.note(again, "the key %q is repeated; the last one counts", again.key)
	}
	return nil
}

func unexpectedEnd(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// mark notes where the next token begins.
func (r *jsonReader) mark(n *node) {
	at := int(r.dec.InputOffset())
	for at < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[at]) >= 0 {
		at++
	}
	r.advance(at)
	n.line, n.col = r.line, r.col
}

func (r *jsonReader) advance(to int) {
	for _, b := range r.data[min(r.offset, to):to] {
		switch {
		case b == '\n':
			r.line, r.col = r.line+1, 1
		case utf8.RuneStart(b):
			r.col++
		}
	}
	r.offset = max(r.offset, to)
}
