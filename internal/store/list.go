package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Names of files are an id with one of these ends; what is being written
// begins with temporary.
const (
	documentEnd = ".json"
	entryEnd    = ".entry"
	temporary   = ".writing-"
)

// Entry is a scan in a list.
type Entry struct {
	ID          string         `json:"id"`
	Started     time.Time      `json:"started"`
	Ended       time.Time      `json:"ended"`
	Target      finding.Target `json:"target"`
	Mode        string         `json:"mode"`
	Interrupted bool           `json:"interrupted"`
	Score       *int           `json:"score"` // null when too little was tested
	Grade       *string        `json:"grade"`
	Coverage    float64        `json:"coverage"` // percent
	Findings    int            `json:"findings"`
	Proven      int            `json:"proven"` // of Findings
	Requests    int            `json:"requests"`
	LeftBehind  int            `json:"left_behind"` // objects that could not be removed
}

// EntryOf is the entry of a scan.
func EntryOf(id string, scan *finding.Scan) Entry {
	proven := 0
	for _, f := range scan.Findings {
		if f.Verdict == finding.Proven {
			proven++
		}
	}
	return Entry{
		ID: id, Started: scan.Started, Ended: scan.Ended, Target: scan.Target, Mode: scan.Mode, Interrupted: scan.Interrupted,
		Score: scan.Score.Value, Grade: scan.Score.Grade, Coverage: scan.Score.Coverage.Percent,
		Findings: len(scan.Findings), Proven: proven, Requests: scan.Requests, LeftBehind: len(scan.LeftBehind),
	}
}

// List lists the scans that are kept, the newest first. One whose document
// cannot be read is left out.
func (s *Store) List() ([]Entry, error) {
	ids, err := s.ids()
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, id := range slices.Backward(ids) {
		if e, ok := s.entry(id); ok {
			all = append(all, e)
		}
	}
	return all, nil
}

// ids are those of all scans, the oldest first.
func (s *Store) ids() ([]string, error) {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("listing the scans: %w", err)
	}
	var ids []string
	for _, f := range files {
		if id, ok := strings.CutSuffix(f.Name(), documentEnd); ok && idForm.MatchString(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil // ReadDir sorts by name, and names by age
}

// entry reads the short file of a scan. Where it is missing or broken, it is
// made again of the document.
func (s *Store) entry(id string) (Entry, bool) {
	var e Entry
	text, err := os.ReadFile(filepath.Join(s.dir, id+entryEnd))
	if err == nil && json.Unmarshal(text, &e) == nil && e.ID == id {
		return e, true
	}
	scan, err := s.Load(id)
	if err != nil {
		return Entry{}, false
	}
	e = EntryOf(id, scan)
	_ = s.writeEntry(e) // the list is right without it, only slower
	return e, true
}

func (s *Store) writeEntry(e Entry) error {
	text, err := json.Marshal(e)
	if err == nil {
		err = s.put(e.ID+entryEnd, text)
	}
	if err != nil {
		return fmt.Errorf("keeping scan %s: %w", e.ID, err)
	}
	return nil
}

// trim removes the oldest scans beyond the limit, and what a process that
// died has left. Another process may remove the same files meanwhile.
func (s *Store) trim() error {
	ids, err := s.ids()
	if err != nil {
		return err
	}
	for _, id := range ids[:max(0, len(ids)-s.limit)] {
		for _, end := range []string{documentEnd, entryEnd} {
			if err := os.Remove(filepath.Join(s.dir, id+end)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("removing the oldest scans: %w", err)
			}
		}
	}
	return s.sweep()
}

func (s *Store) sweep() error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("listing the scans: %w", err)
	}
	for _, f := range files {
		name := filepath.Join(s.dir, f.Name())
		id, isEntry := strings.CutSuffix(f.Name(), entryEnd)
		if isEntry {
			_, err := os.Stat(filepath.Join(s.dir, id+documentEnd))
			isEntry = errors.Is(err, fs.ErrNotExist)
		}
		if !isEntry && !strings.HasPrefix(f.Name(), temporary) {
			continue
		}
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(name) // another process was faster
		}
	}
	return nil
}
