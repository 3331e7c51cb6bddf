// Package contract reads OpenAPI 2.0, 3.0, 3.1 and, as far as it says the
// same things, 3.2 into an [api.Model].
//
// Contracts in the wild are sloppy: references that point to nothing, keys
// written twice, lists where objects belong. What cannot be read becomes a
// Problem with its place, and the rest is used. The libraries that were tried
// drop a whole operation for one broken reference and a whole document for
// one repeated key; so this package walks the tree of nodes itself, the same
// way for all versions. Style is not checked: a missing description is no
// problem.
//
// Documents are hostile: sizes, nesting, aliases and merges are bounded, and
// files are read only below one folder. The package sends nothing itself:
// what a reference to a URL leads to is got by a function of the caller, who
// decides what may be asked for.
package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ashlarsec/ashlar/internal/api"
)

const (
	// maxSize is the most bytes of one contract, with all the files that it
	// refers to. The largest public ones (Microsoft Graph) take 35 MB.
	maxSize = 64 << 20

	// maxNesting is how deep objects and lists may nest. Hand-written
	// contracts stay below 40.
	maxNesting = 500

	// maxValues is how many values one document of JSON may hold, and
	// maxLines how many lines and commas one of YAML: its parser has no bound
	// of its own, and takes twice the memory. The largest public ones have
	// under a million.
	maxValues = 1_500_000
	maxLines  = 1_000_000

	// maxFiles is how many files the references of one contract may open.
	maxFiles = 5000

	// maxFetched is how many documents the references of one contract may
	// have fetched. Each takes a request.
	maxFetched = 500

	// maxCopied is how many nodes references may repeat. Each operation gets
	// its own parameters and answers; a shared one of a megabyte, asked for
	// a million times, is a bomb.
	maxCopied = 5_000_000

	// maxProblems is how many problems are listed; more of them only bury
	// the first.
	maxProblems = 1000
)

var (
	errCircular    = errors.New("leads back to itself")
	errTooDeep     = fmt.Errorf("it nests deeper than %d", maxNesting)
	errTooLarge    = fmt.Errorf("it is larger than %d MB", maxSize>>20)
	errTooMany     = fmt.Errorf("it holds more than %d values", maxValues)
	errTooManyYAML = fmt.Errorf("it holds more than %d values", maxLines)
	errNotContract = errors.New("it is no OpenAPI document: neither openapi nor swagger nor paths at its root")
)

// Options bound what reading a contract may do. The zero value reads no
// second file after [Parse], and those below the folder of the contract
// after [LoadFile].
type Options struct {
	// Root is the folder that files in a $ref must stay under.
	Root string
	// Fetch gets what a $ref to a URL leads to; nil: nothing is fetched.
	Fetch Fetch
}

// Fetch gets the document at an absolute http or https address, which a $ref
// of the document from names; from is "" for a file. It returns the address
// that the document came from in the end, for the relative references in it.
// The error continues the sentence "the reference ...".
type Fetch func(from, address string) (data []byte, at string, err error)

// Parse reads one document. The name is what the user called it, a path or
// a URL; places repeat it. A relative file in a $ref is looked up as if the
// document lay directly in opts.Root, and beside the document where that
// came from a URL.
func Parse(name string, data []byte, opts Options) (*api.Model, error) {
	r := newReader(opts)
	defer r.close()
	main := &file{name: name, path: "."}
	if u, err := url.Parse(name); err == nil && fetchable(u) != nil {
		main.url = fetchable(u)
		main.path = main.url.String()
	} else if opts.Root != "" {
		main.path = path.Base(filepath.ToSlash(name))
	}
	return r.parse(main, data)
}

// LoadFile reads a contract and the files below opts.Root that it refers to.
func LoadFile(name string, opts Options) (*api.Model, error) {
	data, err := readBounded(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if opts.Root == "" {
		opts.Root = filepath.Dir(name)
	}
	r := newReader(opts)
	defer r.close()
	return r.parse(&file{name: name, path: below(opts.Root, name)}, data)
}

func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unwrapPath(err)
	}
	defer f.Close()
	return readAll(f)
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, unwrapPath(err)
	}
	if len(data) > maxSize {
		return nil, errTooLarge
	}
	return data, nil
}

// unwrapPath drops the operation and path that the caller already tells.
func unwrapPath(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}

// below is the slash path of name under root; it starts with .. when name is
// not under it.
func below(root, name string) string {
	rel := func(root, name string) string {
		root, errRoot := filepath.Abs(root)
		name, errName := filepath.Abs(name)
		rel, err := filepath.Rel(root, name)
		if errors.Join(errRoot, errName, err) != nil {
			return "../" + filepath.Base(name)
		}
		return filepath.ToSlash(rel)
	}
	direct := rel(root, name)
	if !strings.HasPrefix(direct, "../") {
		return direct
	}
	realRoot, errRoot := filepath.EvalSymlinks(root)
	realName, errName := filepath.EvalSymlinks(name)
	if errors.Join(errRoot, errName) != nil {
		return direct
	}
	return rel(realRoot, realName)
}

// reader holds what one contract and its files have given so far.
type reader struct {
	model   *api.Model
	main    *file
	files   map[string]opened // by path below the root, or by URL
	dir     string            // the root as the user wrote it
	fetch   Fetch             // nil: nothing is fetched
	fetched int               // documents so far
	root    *os.Root          // opened at the first file
	size    int               // bytes read so far
	said    map[string]bool   // problems with their places, and broken references
	found   map[string]found  // where references lead
	copied  int               // nodes that references repeated
	schema  schemas
}

// opened is a file, or why it cannot be read.
type opened struct {
	file *file
	err  error
}

func newReader(opts Options) *reader {
	r := &reader{
		model: &api.Model{Authoritative: true, Schemes: map[string]api.Scheme{}, ServerPlaces: map[string]api.Place{}},
		files: map[string]opened{},
		dir:   opts.Root,
		fetch: opts.Fetch,
		said:  map[string]bool{},
		found: map[string]found{},
	}
	r.schema = schemas{reader: r, byNode: map[*node]*api.Schema{}, merges: map[*api.Schema]*merge{}}
	return r
}

func (r *reader) close() {
	if r.root != nil {
		r.root.Close()
	}
}

func (r *reader) parse(main *file, data []byte) (*api.Model, error) {
	if err := r.read(main, data); err != nil {
		return nil, fmt.Errorf("reading %s: %w", main.name, err)
	}
	r.main = main
	r.files[main.path] = opened{file: main}
	root := main.root
	if root.get("swaggerVersion") != nil {
		return nil, fmt.Errorf("reading %s: it is Swagger %.10q, which is older than 2.0", main.name, root.text("swaggerVersion"))
	}
	if root.kind != table || root.get("openapi") == nil && root.get("swagger") == nil && root.get("paths").kindOr(null) != table {
		return nil, fmt.Errorf("reading %s: %w", main.name, errNotContract)
	}
	r.document(root)
	return r.model, nil
}

// read fills f from its bytes.
func (r *reader) read(f *file, data []byte) error {
	if r.size += len(data); r.size > maxSize {
		return errTooLarge
	}
	f.repeats = map[*node]bool{}
	var notes []func() // a node knows its pointer when all is read
	defer func() {
		for _, note := range notes {
			note()
		}
	}()
	note := func(at *node, format string, args ...any) {
		if len(notes) <= maxProblems {
			notes = append(notes, func() { r.problem(at, format, args...) })
		}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	start := bytes.TrimLeft(data, " \t\r\n")
	if len(start) == 0 {
		return errors.New("it is empty")
	}
	if start[0] == '{' || start[0] == '[' {
		root, err := readJSON(f, data, note)
		if err == nil || errors.Is(err, errTooDeep) || errors.Is(err, errTooMany) {
			f.root = root
			return err
		}
		// Trailing commas, # comments and bare keys are YAML.
		if root, errYAML := readYAML(f, data, note); errYAML == nil && root.kind == table {
			f.root = root
			return nil
		}
		return err
	}
	if !utf8.Valid(data) && !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff")) {
		data = bytes.ToValidUTF8(data, []byte("\ufffd"))
		note(&node{file: f}, "it is not UTF-8; wrong bytes were replaced")
	}
	if start[0] == '<' {
		return errors.New("it is a page or XML, no OpenAPI document")
	}
	root, err := readYAML(f, data, note)
	f.root = root
	return err
}

// problem lists what could not be read. What comes from the document must be
// quoted with %q: it ends up on terminals.
func (r *reader) problem(at *node, format string, args ...any) {
	r.problemAt(at.place(), format, args...)
}

func (r *reader) problemAt(at api.Place, format string, args ...any) {
	said := printable(fmt.Sprintf(format, args...))
	key := at.String() + " " + said
	if r.said[key] || len(r.model.Problems) > maxProblems {
		return
	}
	if len(r.model.Problems) == maxProblems {
		said = fmt.Sprintf("there are more than %d problems; the others are not listed", maxProblems)
	}
	r.said[key] = true
	r.model.Problems = append(r.model.Problems, api.Problem{Place: at, Text: said})
}

// printable replaces what would move the cursor of a terminal.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return utf8.RuneError
		}
		return c
	}, s)
}
