package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
)

// target is what the words of the user come to.
type target struct {
	base      *url.URL              // where requests go; nil: nothing is sent
	query     string                // of the base URL as it was written
	pages     []string              // URLs that are contracts or pages that show one
	contracts []string              // files, later also URLs that a contract came from
	sources   []string              // folders, and files of Python
	loaded    map[string]*api.Model // of contracts, those that are read already
	model     *api.Model
	elsewhere []*api.Operation // of the contract, but on other hosts
	notes     []string
	unread    []string // why the sources have no Python file that can be read
}

// anyScheme tells a URL from a path: C:\x has no slashes behind the colon.
var anyScheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://`)

// sort tells URLs, files and folders apart.
func (t *target) sort(o Options) error {
	if o.URL != "" {
		if err := t.addURL(o.URL); err != nil {
			return err
		}
	}
	for _, word := range o.Targets {
		if anyScheme.MatchString(word) {
			if err := t.addURL(word); err != nil {
				return err
			}
			continue
		}
		info, err := os.Stat(word)
		switch {
		case word == "":
			return usage("name a URL, an OpenAPI file or a source folder", "a target is empty")
		case err != nil && looksLikeHost(word):
			return usage("write the URL with its scheme: http://"+word, "%s is no file", word)
		case errors.Is(err, fs.ErrNotExist):
			return usage("name a URL, an OpenAPI file or a source folder", "%s does not exist", word)
		case err != nil:
			return usage("name a URL, an OpenAPI file or a source folder", "reading %s: %v", word, reason(err))
		case info.IsDir(), strings.HasSuffix(word, ".py"):
			t.sources = append(t.sources, word)
		default:
			t.contracts = append(t.contracts, word)
		}
	}
	if t.base == nil && len(t.pages) > 0 {
		u, _ := url.Parse(t.pages[0])
		t.base = &url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	return nil
}

// reason drops the operation and path that the caller already tells.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// addURL takes a base URL, or one of a contract.
func (t *target) addURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return usage("a URL looks like http://localhost:5000", "%s is no http or https URL", quoted(text))
	}
	if !goodPort(u.Port()) {
		return usage("ports go from 1 to 65535", "%s has no port that exists", quoted(text))
	}
	if u.User != nil {
		// Not repeated: it is a secret. And as a part of the URL it would be
		// sent for every identity, anonymous too.
		return usage("--auth NAME=basic:USER=env:ASHLAR_PASSWORD calls as that user", "the URL of %s holds a user or password", u.Host)
	}
	u.Fragment, u.RawFragment = "", "" // never sent; left over from a browser
	u.Host = strings.ToLower(u.Host)
	if looksLikeContract(u.Path) {
		t.pages = append(t.pages, u.String())
		return nil
	}
	query := u.RawQuery
	u.RawQuery, u.ForceQuery = "", false
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	if t.base != nil && (t.base.String() != u.String() || t.query != query) {
		return usage("scan one API at a time", "two base URLs: %s and %s", t.base, u)
	}
	t.base, t.query = u, query
	return nil
}

// quoted repeats a wrong URL, unless a password may be in it.
func quoted(text string) string {
	if strings.Contains(text, "@") {
		return "what is given"
	}
	return strconv.Quote(text)
}

func goodPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// hostWord is a word that was probably meant as a URL: localhost:5000,
// 127.0.0.1, api.example.com/v1.
var hostWord = regexp.MustCompile(`^(localhost|\d+\.\d+\.\d+\.\d+|[\w.-]+:\d+|[\w-]+(\.[\w-]+)*\.(com|org|net|io|dev|app|local|localhost|internal|example))(:\d+)?(/.*)?$`)

func looksLikeHost(word string) bool { return hostWord.MatchString(word) }

// looksLikeContract tells the URL of a contract from that of an API.
func looksLikeContract(path string) bool {
	path = strings.TrimRight(path, "/")
	for _, ending := range append([]string{".json", ".yaml", ".yml"}, contract.Candidates...) {
		if strings.HasSuffix(path, ending) {
			return true
		}
	}
	return false
}

// read loads the contracts that are files, also those in source folders.
func (t *target) read(o Options, fetch contract.Fetch) error {
	for _, dir := range t.sources {
		found, err := contractsIn(dir)
		if err != nil {
			return usage("name a folder that can be read", "looking for contracts in %s: %v", dir, reason(err))
		}
		t.found(found, fetch)
	}
	if len(t.contracts) == 0 && len(t.pages) == 0 && o.Design != nil {
		t.contracts = append(t.contracts, o.Design.Contracts...)
	}
	var models []*api.Model
	for _, name := range t.contracts {
		if m := t.loaded[name]; m != nil {
			models = append(models, m)
			continue
		}
		m, err := contract.LoadFile(name, contract.Options{Fetch: fetch})
		if err != nil {
			return usage("give an OpenAPI 2.0 or 3.x document, JSON or YAML", "%v", err)
		}
		models = append(models, m)
	}
	if len(models) == 0 {
		return nil
	}
	if t.model = contract.Merge(models...); len(t.model.Operations) == 0 && len(t.pages) == 0 {
		return noOperations(strings.Join(t.contracts, ", "), t.model)
	}
	return nil
}

// found adds the contracts that a folder has. The user did not name them: one
// that cannot be used is told, and stands in nobody's way.
func (t *target) found(names []string, fetch contract.Fetch) {
	for _, name := range names {
		switch m, err := contract.LoadFile(name, contract.Options{Fetch: fetch}); {
		case err != nil:
			t.notes = append(t.notes, "left out: "+err.Error())
		case len(m.Operations) == 0:
			t.notes = append(t.notes, "left out: "+name+" declares no operation")
		case !slices.Contains(t.contracts, name):
			t.contracts = append(t.contracts, name)
			if t.loaded == nil {
				t.loaded = map[string]*api.Model{}
			}
			t.loaded[name] = m
		}
	}
}

// noOperations says why a contract is of no use.
func noOperations(name string, m *api.Model) error {
	hint := "its paths are empty, or hold no method"
	if len(m.Problems) > 0 {
		hint = fmt.Sprintf("%s: %s", m.Problems[0].Place, m.Problems[0].Text)
	}
	return usage(hint, "%s declares no operation", name)
}

// Bounds of the search for contracts in a folder.
const (
	contractDepth = 4
	contractBytes = 1 << 20 // larger ones are named by the user
)

func contractsIn(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil && path == dir {
			return err
		}
		if err != nil {
			return nil // an unreadable folder below holds nothing for us
		}
		if d.IsDir() {
			return enter(dir, path, d.Name())
		}
		switch filepath.Ext(d.Name()) {
		case ".json", ".yaml", ".yml":
		default:
			return nil
		}
		if info, err := d.Info(); err != nil || info.Size() > contractBytes || !info.Mode().IsRegular() {
			return nil
		}
		if data, err := os.ReadFile(path); err == nil && contract.LooksLike(data) {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// others are folders of contracts that are not of this API.
var others = map[string]bool{
	"node_modules": true, "venv": true, "site-packages": true, "vendor": true, "third_party": true,
	"test": true, "tests": true, "testdata": true, "fixtures": true,
}

// enter is SkipDir for folders that hold other people's contracts.
func enter(dir, path, name string) error {
	rel, _ := filepath.Rel(dir, path)
	switch {
	case path == dir:
		return nil
	case strings.HasPrefix(name, "."), others[name], strings.Count(rel, string(filepath.Separator)) >= contractDepth:
		return filepath.SkipDir
	}
	return nil
}
