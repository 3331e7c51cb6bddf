package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// target is what the words of the user come to.
type target struct {
	base      *url.URL // nil: nothing is sent
	pages     []string // URLs that may be contracts themselves
	contracts []string // files, later also URLs that a contract came from
	sources   []string // folders
	model     *api.Model
	notes     []string
}

// sort tells URLs, files and folders apart.
func (t *target) sort(o Options) error {
	urls := []string{}
	if o.URL != "" {
		urls = append(urls, o.URL)
	}
	for _, word := range o.Targets {
		if strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") {
			urls = append(urls, word)
			continue
		}
		info, err := os.Stat(word)
		switch {
		case errors.Is(err, fs.ErrNotExist) && looksLikeHost(word):
			return usage("write the URL with its scheme: http://"+word, "%s is no file", word)
		case errors.Is(err, fs.ErrNotExist):
			return usage("name a URL, an OpenAPI file or a source folder", "%s does not exist", word)
		case err != nil:
			return usage("", "reading %s: %v", word, err)
		case info.IsDir():
			t.sources = append(t.sources, word)
		default:
			t.contracts = append(t.contracts, word)
		}
	}
	for _, text := range urls {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return usage("a URL looks like http://localhost:5000", "%q is no http or https URL", text)
		}
		u.Fragment, u.RawQuery = "", ""
		if looksLikeContract(u.Path) {
			t.pages = append(t.pages, u.String())
			continue
		}
		if t.base != nil && t.base.String() != u.String() {
			return usage("scan one API at a time", "two base URLs: %s and %s", t.base, u)
		}
		u.Path = strings.TrimRight(u.Path, "/")
		t.base = u
	}
	return nil
}

func looksLikeHost(word string) bool {
	host, port, ok := strings.Cut(word, ":")
	return ok && host != "" && port != "" && strings.Trim(strings.SplitN(port, "/", 2)[0], "0123456789") == ""
}

func looksLikeContract(path string) bool {
	for _, ending := range []string{".json", ".yaml", ".yml", "/api-docs"} {
		if strings.HasSuffix(path, ending) {
			return true
		}
	}
	return false
}

// read loads the contracts that are files, also those in source folders.
func (t *target) read(o Options) error {
	if len(t.contracts) == 0 && len(t.pages) == 0 && o.Design != nil {
		t.contracts = append(t.contracts, o.Design.Contracts...)
	}
	for _, dir := range t.sources {
		found, err := contractsIn(dir)
		if err != nil {
			return fmt.Errorf("looking for contracts in %s: %w", dir, err)
		}
		t.contracts = append(t.contracts, found...)
		t.notes = append(t.notes, dir+": contracts are read, Python source is not yet")
	}
	var models []*api.Model
	for _, name := range t.contracts {
		m, err := contract.LoadFile(name, contract.Options{})
		if err != nil {
			return usage("give an OpenAPI 2.0 or 3.x document, JSON or YAML", "reading the contract %s: %v", name, err)
		}
		models = append(models, m)
	}
	if len(models) > 0 {
		t.model = contract.Merge(models...)
	}
	return nil
}

// Bounds of the search for contracts in a folder.
const (
	contractDepth = 4
	contractBytes = 1 << 20 // larger ones are named by the user
)

func contractsIn(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // an unreadable folder holds nothing for us
		}
		rel, _ := filepath.Rel(dir, path)
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "venv" || strings.Count(rel, string(filepath.Separator)) >= contractDepth) {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(name) {
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

// discover asks the API for its contract.
func (t *target) discover(ctx context.Context, client *wire.Client) error {
	if len(t.pages) > 0 {
		for _, page := range t.pages {
			m, err := fetchContract(ctx, client, page)
			if err != nil {
				return err
			}
			if m == nil {
				return usage("", "%s answers no OpenAPI document", page)
			}
			t.adopt(m, page)
		}
		return nil
	}
	if t.model != nil {
		return nil
	}
	for _, path := range contract.Candidates {
		m, err := fetchContract(ctx, client, t.base.String()+path)
		if err != nil {
			return err
		}
		if m != nil {
			t.adopt(m, t.base.String()+path)
			return nil
		}
	}
	t.notes = append(t.notes, "no contract found at the usual places: only "+t.base.String()+" itself is looked at; name an OpenAPI file for more")
	path := t.base.Path
	if path == "" {
		path = "/"
	}
	t.base.Path = ""
	t.model = &api.Model{Title: t.base.Host, Operations: []*api.Operation{{Method: "GET", Path: path}}}
	return nil
}

func (t *target) adopt(m *api.Model, from string) {
	t.contracts = append(t.contracts, from)
	if t.model != nil {
		m = contract.Merge(t.model, m)
	}
	t.model = m
}

// fetchContract returns nil where there is none. A page of documentation is
// followed to the contract that it shows, once.
func fetchContract(ctx context.Context, client *wire.Client, address string) (*api.Model, error) {
	ex, err := client.Do(ctx, "anonymous", wire.Request{Method: "GET", URL: address})
	if err != nil {
		return nil, err
	}
	if !ex.OK() {
		return nil, nil
	}
	if contract.LooksLike(ex.Body) {
		m, err := contract.Parse(address, ex.Body, contract.Options{})
		if err != nil {
			return nil, nil
		}
		return m, nil
	}
	if !bytes.Contains(bytes.ToLower(ex.Body[:min(len(ex.Body), 4096)]), []byte("<html")) {
		return nil, nil
	}
	page, err := url.Parse(address)
	if err != nil {
		return nil, nil
	}
	for _, ref := range contract.FromPage(ex.Body) {
		u, err := page.Parse(ref)
		if err != nil || u.Host != page.Host {
			continue
		}
		ex, err := client.Do(ctx, "anonymous", wire.Request{Method: "GET", URL: u.String()})
		if err != nil {
			return nil, err
		}
		if ex.OK() && contract.LooksLike(ex.Body) {
			if m, err := contract.Parse(u.String(), ex.Body, contract.Options{}); err == nil {
				return m, nil
			}
		}
	}
	return nil, nil
}

// settleBase decides below which path the operations are. A contract whose
// server has a base path is honoured where the user named none.
func (t *target) settleBase() {
	if t.base == nil || t.base.Path != "" || t.model == nil {
		return
	}
	for _, server := range t.model.Servers {
		u, err := url.Parse(server)
		if err != nil {
			continue
		}
		t.base.Path = strings.TrimRight(u.Path, "/")
		return
	}
}
