package contract

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// kind is what a node holds.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	table
)

var kindNames = [...]string{"null", "a boolean", "a number", "text", "a list", "an object"}

func (k kind) String() string { return kindNames[k] }

// node is one value of a JSON or YAML document. Where YAML aliases meet, two
// nodes share their children; no node contains itself.
type node struct {
	kind      kind
	line, col int32 // of the key where there is one, from 1
	pos       int32 // in the parent
	size      int32 // nodes in it, itself included; aliases count each time
	key       string
	raw       string // scalars as written
	children  []*node
	parent    *node // where it was written down, not each place that an alias puts it
	file      *file
}

// get returns the child under key, or nil. Of repeated keys the last one
// counts, as in Python and JavaScript.
func (n *node) get(key string) *node {
	if n == nil || n.kind != table {
		return nil
	}
	if len(n.children) > indexedFrom {
		return n.file.index(n)[key]
	}
	for i := len(n.children) - 1; i >= 0; i-- {
		if n.children[i].key == key {
			return n.children[i]
		}
	}
	return nil
}

// indexedFrom is the number of children above which a table gets a map.
const indexedFrom = 12

// fields lists the children of a table in declared order, each key once.
func (n *node) fields() []*node {
	if n == nil || n.kind != table {
		return nil
	}
	if !n.file.repeats[n] {
		return n.children
	}
	var once []*node
	for _, c := range n.children {
		if n.get(c.key) == c {
			once = append(once, c)
		}
	}
	return once
}

// text is the scalar under key as written; empty when there is none.
func (n *node) text(key string) string {
	c := n.get(key)
	if c == nil || c.kind == null || c.kind >= list {
		return ""
	}
	return c.raw
}

// truth tells whether the value under key is true, written as a boolean or
// as text.
func (n *node) truth(key string) bool {
	c := n.get(key)
	return c != nil && (c.kind == boolean || c.kind == text) && strings.EqualFold(c.raw, "true")
}

// texts lists the scalars of the list under key; a lone scalar counts as a
// list of one.
func (n *node) texts(key string) []string {
	c := n.get(key)
	if c == nil || c.kind == null {
		return nil
	}
	if c.kind < list {
		return []string{c.raw}
	}
	if c.kind == table {
		return nil
	}
	var out []string
	for _, item := range c.children {
		if item.kind != null && item.kind < list {
			out = append(out, item.raw)
		}
	}
	return out
}

// float returns the number under key, or nil.
func (n *node) float(key string) *float64 {
	c := n.get(key)
	if c == nil || c.kind != number {
		return nil
	}
	switch v := c.value().(type) {
	case float64:
		return &v
	case int64:
		f := float64(v)
		return &f
	}
	return nil
}

// count returns the number under key as a length, or nil when it is none.
func (n *node) count(key string) *int {
	f := n.float(key)
	if f == nil || *f < 0 || *f > math.MaxInt32 || *f != math.Trunc(*f) {
		return nil
	}
	i := int(*f)
	return &i
}

// value turns the node into what encoding/json would make of it, with whole
// numbers as int64. Infinity and NaN have no JSON and stay text.
func (n *node) value() any {
	if n == nil {
		return nil
	}
	switch n.kind {
	case boolean:
		return strings.EqualFold(n.raw, "true")
	case number:
		return parseNumber(n.raw)
	case text:
		return n.raw
	case list:
		out := make([]any, 0, len(n.children))
		for _, c := range n.children {
			out = append(out, c.value())
		}
		return out
	case table:
		out := make(map[string]any, len(n.children))
		for _, c := range n.fields() {
			out[c.key] = c.value()
		}
		return out
	}
	return nil
}

func parseNumber(raw string) any {
	plain := strings.ReplaceAll(raw, "_", "")
	if i, err := strconv.ParseInt(plain, 10, 64); err == nil && !octal(plain) {
		return i
	}
	if f, err := strconv.ParseFloat(plain, 64); err == nil && !octal(plain) {
		if math.IsInf(f, 0) || math.IsNaN(f) {
			return raw
		}
		return f
	}
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil { // 0x1f, 0o17, 017
		return i
	}
	return raw
}

// octal tells whether YAML 1.1 reads the digits in base 8.
func octal(digits string) bool {
	digits = strings.TrimLeft(digits, "+-")
	return len(digits) > 1 && digits[0] == '0' && strings.Trim(digits, "01234567") == ""
}

// pointer is the RFC 6901 pointer of the node in its document.
func (n *node) pointer() string {
	var steps []string
	for ; n != nil && n.parent != nil; n = n.parent {
		if n.parent.kind == list {
			steps = append(steps, strconv.Itoa(int(n.pos)))
		} else {
			steps = append(steps, pointerEscape.Replace(n.key))
		}
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(steps[i])
	}
	return b.String()
}

var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func (n *node) place() api.Place {
	if n == nil {
		return api.Place{}
	}
	return api.Place{File: n.file.name, Line: int(n.line), Column: int(n.col), Pointer: n.pointer()}
}

// file is one document that was read.
type file struct {
	name    string   // for places
	path    string   // below the root, with slashes, or the URL
	url     *url.URL // where it came from; nil: from a disk, or from nowhere
	root    *node
	indexes map[*node]map[string]*node
	repeats map[*node]bool // tables with a repeated key
	anchors map[string]*node
}

func (f *file) index(n *node) map[string]*node {
	if m, ok := f.indexes[n]; ok {
		return m
	}
	m := make(map[string]*node, len(n.children))
	for _, c := range n.children {
		m[c.key] = c
	}
	if f.indexes == nil {
		f.indexes = map[*node]map[string]*node{}
	}
	f.indexes[n] = m
	return m
}

// finish links the children to n and notes repeated keys; it returns them.
func (f *file) finish(n *node) []*node {
	n.size = 1
	for i, c := range n.children {
		c.parent, c.pos = n, int32(i)
		n.size += max(c.size, 1)
	}
	if n.kind != table {
		return nil
	}
	var repeated []*node
	for i, c := range n.children {
		if n.get(c.key) != n.children[i] {
			repeated = append(repeated, c)
		}
	}
	if repeated != nil {
		f.repeats[n] = true
	}
	return repeated
}

// share returns a copy of n that can have another key and parent.
func (f *file) share(n *node) *node {
	shared := *n
	if f.repeats[n] {
		f.repeats[&shared] = true
	}
	return &shared
}

// kindOr is the kind of the node, or absent when there is none.
func (n *node) kindOr(absent kind) kind {
	if n == nil {
		return absent
	}
	return n.kind
}
