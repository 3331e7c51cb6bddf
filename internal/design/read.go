package design

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// reader walks the nodes of one file and collects what is wrong with them.
// Every method that reads a value returns the zero value after a problem.
type reader struct {
	file     string
	env      func(string) (string, bool)
	folder   *os.Root // nil: nothing else is read
	problems Problems

	nodes, text int // spent of maxNodes and maxText
}

func (r *reader) add(line, column int, format string, args ...any) {
	if len(r.problems) >= maxProblems {
		return // before the text is made: near words cost most
	}
	p := Problem{File: r.file, Line: line, Column: column, Text: fmt.Sprintf(format, args...)}
	// An alias brings the same mistake again.
	if !slices.Contains(r.problems, p) {
		r.problems = append(r.problems, p)
	}
}

func (r *reader) at(n *yaml.Node, format string, args ...any) {
	r.add(n.Line, n.Column, format, args...)
}

// spend counts a value of the given length against the bounds, so that
// aliases of aliases cannot multiply without end.
func (r *reader) spend(n *yaml.Node, length int) bool {
	over := r.nodes > maxNodes || r.text > maxText
	r.nodes++
	r.text += length
	if over {
		return false
	}
	if r.nodes > maxNodes || r.text > maxText {
		r.at(n, "aliases and variables multiply beyond %d values or %d bytes: write less", maxNodes, maxText)
		return false
	}
	return true
}

// resolve follows an alias and refuses what is never right.
func (r *reader) resolve(n *yaml.Node, key string) (*yaml.Node, bool) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if !r.spend(n, len(n.Value)) {
		return nil, false
	}
	if n.ShortTag() == "!!null" {
		r.at(n, "%q has no value: write one, or remove the key", key)
		return nil, false
	}
	return n, true
}

// fields maps each key that a mapping may have to what reads its value.
type fields map[string]func(value *yaml.Node)

// object reads a mapping with known keys and returns those that it has.
func (r *reader) object(n *yaml.Node, what string, known fields) map[string]*yaml.Node {
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return r.pairs(n, what, func(key, value *yaml.Node) {
		read, ok := known[key.Value]
		switch {
		case ok:
			if value, ok := r.resolve(value, key.Value); ok {
				read(value)
			}
		case !printable.MatchString(key.Value):
			r.at(key, "unknown key in %s: %s", what, suggestion{"", names})
		default:
			r.at(key, "unknown key %q in %s: %s", key.Value, what, suggestion{key.Value, names})
		}
	})
}

// pairs calls each for every key and value of a mapping, in order, and
// returns the values by key.
func (r *reader) pairs(n *yaml.Node, what string, each func(key, value *yaml.Node)) map[string]*yaml.Node {
	if n.Kind != yaml.MappingNode || n.ShortTag() != "!!map" {
		r.at(n, "%s must be a mapping, with a line for each \"key: value\"", what)
		return nil
	}
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!null":
			r.at(key, "a key of %s must be plain text", what)
		case key.ShortTag() == "!!merge":
			r.at(key, "merge keys are not read: write the keys of %s out", what)
		case seen[key.Value] != nil:
			r.at(key, "a key of %s stands here for the second time, first in line %d: keep one", what, seen[key.Value].Line)
		default:
			seen[key.Value] = key
			each(key, value)
		}
	}
	return seen
}

func (r *reader) list(n *yaml.Node, key string, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode || n.ShortTag() != "!!seq" {
		r.at(n, "%q must be a list, with a line for each \"- value\"", key)
		return
	}
	for _, item := range n.Content {
		if item, ok := r.resolve(item, key); ok {
			each(item)
		}
	}
}

// plain reads text as it stands, without replacing variables.
func (r *reader) plain(n *yaml.Node, key string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.at(n, "%q must be text", key)
		return "", false
	}
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return n.Value, true
	case "!!int", "!!float", "!!bool":
		r.at(n, "%q must be text: put the value in quotes", key)
	default:
		r.at(n, "%q must be text, without a tag", key)
	}
	return "", false
}

// textual reads text and replaces its variables.
func (r *reader) textual(n *yaml.Node, key string) (string, bool) {
	text, ok := r.plain(n, key)
	if !ok {
		return "", false
	}
	return r.expanded(n, key, text)
}

func (r *reader) expanded(n *yaml.Node, key, text string) (string, bool) {
	if !strings.Contains(text, "${") {
		return text, true
	}
	value, err := expand(text, r.env)
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			r.at(n, "%q: %s", key, strings.TrimSuffix(line, "\n"))
		}
		return "", false
	}
	return value, r.spend(n, len(value))
}

// line reads text that must not be empty and fits on a line: what enters a
// header, a path or a report.
func (r *reader) line(n *yaml.Node, key string) string {
	text, ok := r.textual(n, key)
	if !ok {
		return ""
	}
	return r.checkLine(n, key, text)
}

func (r *reader) checkLine(n *yaml.Node, key, text string) string {
	switch {
	case text == "":
		r.at(n, "%q is empty: write a value, or remove the key", key)
		return ""
	case strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }):
		r.at(n, "%q must be one line, without control characters", key)
		return ""
	}
	return text
}

func (r *reader) choice(n *yaml.Node, key string, known []string) string {
	return r.member(n, key, known, "one of "+strings.Join(known, ", "))
}

// member reads one of the known words; what says in an error what may stand
// there.
func (r *reader) member(n *yaml.Node, key string, known []string, what string) string {
	text, ok := r.textual(n, key)
	if !ok {
		return ""
	}
	if !slices.Contains(known, text) {
		word := text
		if !printable.MatchString(text) {
			word = ""
		}
		r.at(n, "%q must be %s%s", key, what, meant(word, known))
		return ""
	}
	return text
}

func meant(word string, known []string) string {
	if near := Nearest(word, known); word != "" && near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func (r *reader) count(n *yaml.Node, key string, most int) int {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" {
		if v, err := strconv.Atoi(n.Value); err == nil && v >= 1 && v <= most {
			return v
		}
	}
	r.at(n, "%q must be a whole number from 1 to %d", key, most)
	return 0
}

func (r *reader) seed(n *yaml.Node, key string) *uint64 {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" {
		if v, err := strconv.ParseUint(n.Value, 10, 64); err == nil {
			return &v
		}
	}
	r.at(n, "%q must be a whole number from 0 to %d", key, uint64(math.MaxUint64))
	return nil
}

func (r *reader) rate(n *yaml.Node, key string) float64 {
	if tag := n.ShortTag(); n.Kind == yaml.ScalarNode && (tag == "!!int" || tag == "!!float") {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && v > 0 && v <= maxRate {
			return v
		}
	}
	r.at(n, "%q must be a number of requests a second, above 0 and at most %d", key, maxRate)
	return 0
}

func (r *reader) duration(n *yaml.Node, key string) time.Duration {
	if n.Kind == yaml.ScalarNode {
		if v, err := time.ParseDuration(n.Value); err == nil && v > 0 {
			return v
		}
	}
	r.at(n, "%q must be a time with its unit, like 10s or 5m", key)
	return 0
}
