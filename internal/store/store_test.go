package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/finding"
)

func opened(t *testing.T, limit int) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "ashlar"), limit)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func scanOf(n int) *finding.Scan {
	score, grade := 41, "F"
	return &finding.Scan{
		Started: time.Date(2026, 1, 2, 3, 4, n, 0, time.UTC), Target: finding.Target{URL: "http://127.0.0.1:5000", Contracts: []string{}, Sources: []string{"app"}},
		Score: finding.Score{Value: &score, Grade: &grade}, Mode: "safe", Requests: n,
		Findings: []finding.Finding{{ID: "0123456789ab", Verdict: finding.Proven}, {ID: "ba9876543210", Verdict: finding.Likely}},
	}
}

func saved(t *testing.T, s *Store, n int) string {
	t.Helper()
	scan := scanOf(n)
	id := NewID(scan.Started)
	if err := s.Save(id, scan); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestLoadGivesWhatWasSaved(t *testing.T) {
	s := opened(t, 0)
	id := saved(t, s, 7)
	got, err := s.Load(id)
	if err != nil || got.Requests != 7 || len(got.Findings) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	list, err := s.List()
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if diff := cmp.Diff(EntryOf(id, scanOf(7)), list[0]); diff != "" {
		t.Error(diff)
	}
	if list[0].Findings != 2 || list[0].Proven != 1 || *list[0].Score != 41 {
		t.Errorf("%+v", list[0])
	}
}

// No name leads out of the folder, or to a file that is no scan.
func TestLoadRefuses(t *testing.T) {
	s := opened(t, 0)
	outside := filepath.Join(filepath.Dir(s.dir), "secret.json")
	if err := os.WriteFile(outside, []byte(`{"schema_version": "1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "..", "../secret", "..%2fsecret", "20260102-030405-aaaaaaaaaa/../../secret", outside, "20260102-030405-aaaaaaaaaa", "20260102-030405-aaaaaaaaaa\x00"} {
		if scan, err := s.Load(id); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v, %v", id, scan, err)
		}
		if err := s.Save(id+"x", &finding.Scan{}); err == nil {
			t.Errorf("%q was saved", id)
		}
	}
}

func TestTheOldestGo(t *testing.T) {
	s := opened(t, 3)
	var ids []string
	for n := range 5 {
		ids = append(ids, saved(t, s, n))
	}
	list, err := s.List()
	if err != nil || len(list) != 3 || list[0].ID != ids[4] || list[2].ID != ids[2] {
		t.Errorf("%+v, %v", list, err)
	}
	files, err := os.ReadDir(s.dir)
	if err != nil || len(files) != 6 {
		t.Errorf("%v, %v", files, err)
	}
}

// Each process opens the folder for itself, and sees what the others do.
func TestManyServersAtOnce(t *testing.T) {
	const servers, scans, limit = 8, 12, 20
	dir := filepath.Join(t.TempDir(), "ashlar")
	var wg sync.WaitGroup
	for n := range servers {
		wg.Go(func() {
			s, err := Open(dir, limit)
			if err != nil {
				t.Error(err)
				return
			}
			for i := range scans {
				if err := s.Save(NewID(time.Now()), scanOf(n*scans+i)); err != nil {
					t.Error(err)
				}
				list, err := s.List()
				if err != nil {
					t.Error(err)
				}
				for _, e := range list[:min(3, len(list))] {
					if _, err := s.Load(e.ID); err != nil && !errors.Is(err, ErrNone) {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	s, err := Open(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.List()
	if err != nil || len(list) != limit {
		t.Errorf("%d scans, %v", len(list), err)
	}
	files, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), temporary) {
			t.Errorf("%s was left", f.Name())
		}
	}
}

func TestEntriesAreMadeAgain(t *testing.T) {
	for name, spoil := range map[string]func(string) error{
		"gone":          os.Remove,
		"cut":           func(name string) error { return os.WriteFile(name, []byte(`{"id":"2`), 0o600) },
		"of another id": func(name string) error { return os.WriteFile(name, []byte(`{"id":"x"}`), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, 0)
			id := saved(t, s, 7)
			if err := spoil(filepath.Join(s.dir, id+entryEnd)); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if list, err := s.List(); err != nil || len(list) != 1 || list[0].Requests != 7 {
					t.Errorf("%+v, %v", list, err)
				}
			}
		})
	}
}

func TestWhatDeadProcessesLeftIsSwept(t *testing.T) {
	s := opened(t, 0)
	old := time.Now().Add(-2 * staleAfter)
	names := map[string]bool{temporary + "1": true, "20260102-030405-aaaaaaaaaa" + entryEnd: true, "notes.txt": false}
	for name := range names {
		full := filepath.Join(s.dir, name)
		if err := errors.Join(os.WriteFile(full, nil, 0o600), os.Chtimes(full, old, old)); err != nil {
			t.Fatal(err)
		}
	}
	saved(t, s, 1)
	for name, swept := range names {
		if _, err := os.Stat(filepath.Join(s.dir, name)); os.IsNotExist(err) != swept {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIDsSortByAge(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	a, b := NewID(now), NewID(now.Add(time.Second))
	if a >= b || !idForm.MatchString(a) || !strings.HasPrefix(a, "20260102-020405-") {
		t.Error(a, b)
	}
	if a == NewID(now) {
		t.Error(fmt.Sprint("twice ", a))
	}
}
