package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// maxAliased is how many nodes the aliases and merge keys of one YAML
// document may stand for. Real documents with anchors stay below some
// thousands; a bomb of nine lines asks for a billion.
const maxAliased = 1_000_000

// yamlReader copies a tree of YAML nodes, resolves aliases and merge keys,
// and keeps the result finite: no cycles, bounded depth, bounded size.
type yamlReader struct {
	file    *file
	note    func(at *node, format string, args ...any)
	anchors map[*yaml.Node]*measured
	open    map[*yaml.Node]bool // being read: an alias to it is a cycle
	aliased int
}

// measured is a node with its height and the number of nodes below it.
type measured struct {
	*node
	height, size int
}

func readYAML(f *file, data []byte, note func(*node, string, ...any)) (*node, error) {
	if bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte(",")) > maxLines {
		return nil, errTooManyYAML
	}
	doc, err := loadYAML(data)
	if err != nil {
		if spaced, changed := tabsToSpaces(data); changed {
			if doc, retry := loadYAML(spaced); retry == nil {
				note(&node{file: f}, "it is indented with tabs, which YAML forbids; they were read as spaces")
				return readTree(f, doc, note)
			}
		}
		return nil, err
	}
	return readTree(f, doc, note)
}

func readTree(f *file, docs []*yaml.Node, note func(*node, string, ...any)) (*node, error) {
	if len(docs) == 0 {
		return &node{file: f, kind: null, line: 1, col: 1}, nil
	}
	r := &yamlReader{file: f, note: note, anchors: map[*yaml.Node]*measured{}, open: map[*yaml.Node]bool{}}
	root := r.read(docs[0], 0)
	if len(docs) > 1 {
		note(root.node, "the file holds more than one YAML document; only the first is read")
	}
	return root.node, nil
}

// loadYAML returns the first document, and a second one if there is one.
func loadYAML(data []byte) (docs []*yaml.Node, err error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthFunc(checkDepth))))
	if err != nil {
		return nil, err
	}
	for len(docs) < 2 {
		var doc yaml.Node
		err := loader.Load(&doc)
		if err == io.EOF || err != nil && len(docs) > 0 {
			return docs, nil
		} else if errors.Is(err, errTooDeep) {
			return nil, errTooDeep
		} else if err != nil {
			return nil, yamlError(data, err)
		}
		docs = append(docs, &doc)
	}
	return docs, nil
}

// yamlError says line and cause without the name of the library, which knows
// no line where the text is none.
func yamlError(data []byte, err error) error {
	e, ok := errors.AsType[*yaml.LoadError](err)
	switch {
	case ok && e.Mark.Line > 0:
		return fmt.Errorf("line %d: %s", e.Mark.Line, printable(e.Message))
	case ok && e.Stage == yaml.ReaderStage:
		if at := bytes.IndexFunc(data, isControl); at >= 0 {
			return fmt.Errorf("line %d: a control character: it is a binary file, or a damaged one", 1+bytes.Count(data[:at], []byte("\n")))
		}
	}
	return errors.New(printable(err.Error()))
}

// isControl tells what YAML forbids in a text.
func isControl(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f }

func checkDepth(depth int, _ *yaml.DepthContext) error {
	if depth > maxNesting {
		return errTooDeep
	}
	return nil
}

func (r *yamlReader) read(y *yaml.Node, depth int) *measured {
	m := &measured{node: &node{file: r.file, line: int32(y.Line), col: int32(y.Column)}, size: 1}
	if y.Kind == yaml.DocumentNode {
		if len(y.Content) == 0 {
			return m
		}
		return r.read(y.Content[0], depth)
	}
	if y.Anchor != "" {
		r.open[y] = true
		defer func() {
			delete(r.open, y)
			r.anchors[y] = m
		}()
	}
	switch y.Kind {
	case yaml.AliasNode:
		return r.alias(y, depth)
	case yaml.ScalarNode:
		m.kind, m.raw = scalarKind(y), y.Value
	case yaml.SequenceNode:
		m.kind = list
		for _, item := range y.Content {
			m.add(r.read(item, depth+1))
		}
		r.file.finish(m.node)
	case yaml.MappingNode:
		m.kind = table
		r.mapping(m, y, depth)
	}
	return m
}

func (m *measured) add(child *measured) {
	m.children = append(m.children, child.node)
	m.height = max(m.height, child.height+1)
	m.size += child.size
}

func scalarKind(y *yaml.Node) kind {
	switch y.ShortTag() {
	case "!!null":
		return null
	case "!!bool":
		return boolean
	case "!!int", "!!float":
		return number
	}
	return text // timestamps too
}

func (r *yamlReader) mapping(m *measured, y *yaml.Node, depth int) {
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			r.note(&node{file: r.file, parent: m.node, line: int32(y.Content[i].Line), col: int32(y.Content[i].Column)}, "a key is not text; it is left out")
			continue
		}
		if k.ShortTag() == "!!merge" {
			merges = append(merges, v)
			continue
		}
		child := r.read(v, depth+1)
		child.key, child.line, child.col = k.Value, int32(y.Content[i].Line), int32(y.Content[i].Column)
		m.add(child)
	}
	for _, again := range r.file.finish(m.node) {
		r.note(again, "the key %q is repeated; the last one counts", again.key)
	}
	for _, v := range merges {
		r.merge(m, v, depth)
	}
	if len(merges) > 0 {
		delete(r.file.indexes, m.node)
		r.file.finish(m.node)
	}
}

// merge adds what the value of a merge key (<<) holds and m does not.
func (r *yamlReader) merge(m *measured, v *yaml.Node, depth int) {
	from := r.read(v, depth+1)
	sources := []*node{from.node}
	if from.kind == list {
		sources = from.children
	}
	m.size += from.size
	m.height = max(m.height, from.height+1)
	have := map[string]bool{}
	for _, c := range m.children {
		have[c.key] = true
	}
	for _, source := range sources {
		for _, c := range source.fields() {
			if !have[c.key] {
				have[c.key] = true
				m.children = append(m.children, r.file.share(c))
			}
		}
	}
}

// alias returns a copy of the anchored node that shares its children.
func (r *yamlReader) alias(y *yaml.Node, depth int) *measured {
	nothing := &measured{node: &node{file: r.file, line: int32(y.Line), col: int32(y.Column)}, size: 1}
	if r.open[y.Alias] {
		r.note(nothing.node, "the alias %q is inside its own anchor; it is left out", y.Value)
		return nothing
	}
	target := r.anchors[y.Alias]
	if target == nil {
		return nothing
	}
	if depth+target.height > maxNesting {
		r.note(nothing.node, "the alias %q nests deeper than %d; it is left out", y.Value, maxNesting)
		return nothing
	}
	if r.aliased += target.size; r.aliased > maxAliased {
		r.aliased -= target.size
		r.note(nothing.node, "the aliases stand for more than %d nodes; %q is left out", maxAliased, y.Value)
		return nothing
	}
	return &measured{node: r.file.share(target.node), height: target.height, size: target.size}
}

// tabsToSpaces writes each tab of an indentation as two spaces.
func tabsToSpaces(data []byte) ([]byte, bool) {
	var out bytes.Buffer
	changed := false
	for line := range bytes.Lines(data) {
		text := bytes.TrimLeft(line, " \t")
		indent := line[:len(line)-len(text)]
		changed = changed || bytes.IndexByte(indent, '\t') >= 0
		out.Write(bytes.ReplaceAll(indent, []byte("\t"), []byte("  ")))
		out.Write(text)
	}
	return out.Bytes(), changed
}
