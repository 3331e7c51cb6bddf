package design

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Bounds of the input. A written ashlar.yaml has a few hundred lines; the
// bounds keep a hostile one from taking the memory.
const (
	MaxFile  = 1 << 20  // bytes of ashlar.yaml: a draft of 1,200 resources, with its comments
	maxValue = 64 << 10 // bytes of a file: value
	maxNodes = 100_000  // values, aliases followed
	maxText  = 8 << 20  // bytes of text, aliases followed and variables replaced
	maxDepth = 100      // nesting of a body

	maxProblems = 100 // told; nobody reads further
)

// Load reads the file. Mistakes in it come back as [Problems]; that it cannot
// be read at all comes back as the error of package os.
func Load(path string, env func(string) (string, bool)) (*Design, error) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("opening the folder of %s: %w", path, err)
	}
	defer folder.Close()
	// Not opened through the folder: a link that the user names is the user's.
	text, err := readFile(path, MaxFile, os.Stat, func(p string) (*os.File, error) { return os.Open(p) })
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return parse(path, text, env, folder)
}

// Parse reads text as the file at path, without touching the disk: values
// that begin with file: are refused and contracts are not looked for.
func Parse(path string, text []byte, env func(string) (string, bool)) (*Design, error) {
	return parse(path, text, env, nil)
}

func readFile(path string, limit int64, stat func(string) (os.FileInfo, error), open func(string) (*os.File, error)) ([]byte, error) {
	about, err := stat(path)
	if err != nil {
		return nil, err
	}
	// A pipe would block, a device might never end.
	if !about.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("larger than %d bytes", limit)
	}
	return text, nil
}

func parse(path string, text []byte, env func(string) (string, bool), folder *os.Root) (*Design, error) {
	r := &reader{file: path, env: env, folder: folder}
	design := &Design{Path: path}
	if root := r.document(text); root != nil {
		r.design(root, design)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, r.problems
	}
	return design, nil
}

// document returns the root of the only document; nil when there is none or
// the text is not YAML.
func (r *reader) document(text []byte) *yaml.Node {
	if len(text) > MaxFile {
		r.add(1, 1, "larger than %d bytes", MaxFile)
		return nil
	}
	// The YAML library knows no line for these.
	if at, ok := badByte(text); ok {
		r.addAt(text, at, "not UTF-8 text, or a control character: save the file as UTF-8")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		r.add(1, 1, "not YAML")
		return nil
	}
	var document, second yaml.Node
	if err := loader.Load(&document); err != nil {
		if !errors.Is(err, io.EOF) {
			r.syntax(err)
		}
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		r.add(max(1, second.Line), max(1, second.Column), "a second document begins here: keep one")
	case !errors.Is(err, io.EOF):
		r.syntax(err)
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 || document.Content[0].ShortTag() == "!!null" {
		return nil
	}
	return document.Content[0]
}

func badByte(text []byte) (int, bool) {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 || c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return i, true
		}
		i += size
	}
	return 0, false
}

func (r *reader) addAt(text []byte, offset int, format string, args ...any) {
	before := text[:offset]
	r.add(1+bytes.Count(before, []byte("\n")), offset-bytes.LastIndexByte(before, '\n'), format, args...)
}

// syntax tells an error of the YAML library.
func (r *reader) syntax(err error) {
	var syntax *yaml.LoadError
	if !errors.As(err, &syntax) {
		r.add(1, 1, "not YAML")
		return
	}
	message := "not YAML: " + syntax.Message
	// These messages quote the file: a token that begins with an asterisk is
	// the name of an anchor.
	switch {
	case strings.Contains(syntax.Message, "anchor"):
		message = "an alias without an anchor: put text that begins with * in quotes"
	case strings.ContainsAny(syntax.Message, "`\""):
		message = "a value does not fit the tag before it: remove the tag"
	case strings.Contains(syntax.Message, "expected ',' or"):
		message += "; in [ ] and { }, put text that has { } [ ] or , in quotes, like \"/orders/{id}\""
	case strings.Contains(syntax.Message, "cannot start any token"):
		message += "; indent with spaces and no tabs, and put text that begins with @ or % in quotes"
	}
	r.add(max(1, syntax.Mark.Line), max(1, syntax.Mark.Column), "%s", message)
}
