// Package store keeps scans in the user's data folder, for the MCP server
// and for "ashlar scans".
//
// Each scan is one file, the scan document, with a short entry beside it so
// that a list need not read documents. Several processes may use one folder
// at once: files appear whole or not at all, names are never used twice, and
// what another process has removed meanwhile is not missed.
package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
)

const (
	// defaultLimit is how many scans are kept: weeks of daily use, and at a
	// megabyte each no burden to a disk.
	defaultLimit = 100

	// staleAfter is how long ago a file that was never put in place was
	// begun by a process that must be gone: writing takes less than a second.
	staleAfter = time.Hour
)

// ErrNone is returned for an id that no kept scan has.
var ErrNone = errors.New("no such scan")

// Store is a folder of scans. Its methods may be called at once, also by
// several processes.
type Store struct {
	dir   string
	limit int
}

// Open makes the folder, readable by its owner alone, if it is not there.
// A limit of 0 keeps 100 scans.
func Open(dir string, limit int) (*Store, error) {
	if limit <= 0 {
		limit = defaultLimit
	}
	s := &Store{dir: filepath.Join(dir, "scans"), limit: limit}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder for scans: %w", err)
	}
	// Either may be there from before, with other permissions.
	for _, d := range []string{dir, s.dir} {
		if err := os.Chmod(d, 0o700); err != nil {
			return nil, fmt.Errorf("keeping %s to its owner: %w", d, err)
		}
	}
	return s, nil
}

// Folder is where scans are kept: $XDG_DATA_HOME/ashlar, else what stands for
// it on this system. The XDG Base Directory Specification wants absolute
// paths, and that others are taken for unset.
func Folder(getenv func(string) (string, bool)) (string, error) {
	if dir, _ := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ashlar"), nil
	}
	if dir, _ := getenv("LocalAppData"); runtime.GOOS == "windows" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "ashlar"), nil
	}
	home, _ := getenv("HOME")
	if !filepath.IsAbs(home) {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", fmt.Errorf("looking for the data folder: %w", err)
		}
	}
	return filepath.Join(home, ".local", "share", "ashlar"), nil
}

// idForm is a moment in UTC and ten random letters: names sort by age, and
// no path, device or hidden file is one.
var idForm = regexp.MustCompile(`^[0-9]{8}-[0-9]{6}-[a-z2-7]{10}$`)

// NewID is a name for a scan that begins now.
func NewID(now time.Time) string {
	return now.UTC().Format("20060102-150405") + "-" + strings.ToLower(rand.Text()[:10])
}

// Save keeps a scan under an id of [NewID], and removes the oldest beyond the
// limit.
func (s *Store) Save(id string, scan *finding.Scan) error {
	if !idForm.MatchString(id) {
		return fmt.Errorf("keeping scan %.40q: that is no id of a scan", id)
	}
	var document bytes.Buffer
	if err := jsonreport.Write(&document, scan); err != nil {
		return fmt.Errorf("keeping scan %s: %w", id, err)
	}
	// The document last: a scan is there when its document is.
	if err := s.writeEntry(EntryOf(id, scan)); err != nil {
		return err
	}
	if err := s.put(id+documentEnd, document.Bytes()); err != nil {
		return fmt.Errorf("keeping scan %s: %w", id, err)
	}
	return s.trim()
}

// Load reads a scan; [ErrNone] where there is none of that id.
func (s *Store) Load(id string) (*finding.Scan, error) {
	if !idForm.MatchString(id) {
		return nil, fmt.Errorf("scan %.40q: %w", id, ErrNone)
	}
	f, err := os.Open(filepath.Join(s.dir, id+documentEnd))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("scan %s: %w", id, ErrNone)
	}
	if err != nil {
		return nil, fmt.Errorf("reading scan %s: %w", id, err)
	}
	defer f.Close()
	scan, err := jsonreport.Read(f)
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", id, err)
	}
	return scan, nil
}

// put makes a file whole or not at all.
func (s *Store) put(name string, content []byte) error {
	f, err := os.CreateTemp(s.dir, temporary+"*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is left of it after the rename
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync() // or a crash could leave an empty file under the name
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(s.dir, name))
}
