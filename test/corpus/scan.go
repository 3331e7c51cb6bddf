package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// scanner scans a folder; include are files in it that a scan would leave
// out by itself.
type scanner func(ctx context.Context, folder string, include []string) (*finding.Scan, error)

// scanTimeout is far above what a scan may need, for one that hangs.
const scanTimeout = 10 * time.Minute

// program scans with the program at file. It runs in an empty folder, so
// that no ashlar.yaml is loaded by accident; no target is a URL, so nothing
// is sent.
func program(file string) scanner {
	return func(ctx context.Context, folder string, include []string) (*finding.Scan, error) {
		ctx, cancel := context.WithTimeout(ctx, scanTimeout)
		defer cancel()
		dir, err := os.MkdirTemp("", "ashlar-corpus-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		output := filepath.Join(dir, "scan.json")
		args := []string{"scan", folder, "--format", "json", "--output", output}
		for _, file := range include {
			args = append(args, "--include", file)
		}
		cmd := exec.CommandContext(ctx, file, args...)
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
			return nil, fmt.Errorf("scanning %s: %w: %s", folder, err, first)
		}
		return readScan(output)
	}
}

func readScan(file string) (*finding.Scan, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	scan := &finding.Scan{}
	if err := json.Unmarshal(text, scan); err != nil {
		return nil, fmt.Errorf("reading the scan: %w", err)
	}
	return scan, nil
}

// locate finds the folder of the repository owner/name in corpus.
func locate(corpus, repo string) (string, bool) {
	owner, name, slash := strings.Cut(repo, "/")
	names := []string{repo}
	if slash {
		names = []string{repo, owner + "+" + name, owner + "__" + name, name}
	}
	for _, n := range names {
		dir := filepath.Join(corpus, filepath.FromSlash(n))
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, true
		}
	}
	return "", false
}

// largeRepository is how many Python files make one too large to be scanned
// whole for the sake of a few.
const largeRepository = 2000

// folders are those of root to scan for files, slash-separated and relative:
// root itself, unless it is large or the files are where a scan of root
// would not look. No folder but root holds another.
func folders(root string, files []string) ([]string, error) {
	large, err := holdsMore(root, largeRepository)
	if err != nil {
		return nil, err
	}
	var chosen []string
	for _, file := range files {
		if large || amongTests.MatchString(path.Dir(file)) {
			chosen = append(chosen, path.Dir(file))
		} else {
			chosen = append(chosen, ".")
		}
	}
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	return slices.DeleteFunc(slices.Clone(chosen), func(dir string) bool {
		return slices.ContainsFunc(chosen, func(outer string) bool { return strings.HasPrefix(dir, outer+"/") })
	}), nil
}

// A scan leaves out tests; an application that lies below such a folder, or
// is called like one, has to be named.
var (
	amongTests = regexp.MustCompile(`(?i)(^|/)(tests?|testing|spec|migrations|vendor|third_party)(/|$)`)
	testName   = regexp.MustCompile(`(?i)^(tests?|test_.*|.*_tests?|conftest)\.py$`)
)

func holdsMore(root string, limit int) (bool, error) {
	count := 0
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if filepath.Ext(d.Name()) == ".py" {
			count++
		}
		if count > limit {
			return filepath.SkipAll
		}
		return nil
	})
	return count > limit, err
}

// within are the files below folder, relative to it.
func within(folder string, files []string) []string {
	var inside []string
	for _, file := range files {
		if folder == "." {
			inside = append(inside, file)
		} else if rest, ok := strings.CutPrefix(file, folder+"/"); ok {
			inside = append(inside, rest)
		}
	}
	return inside
}

// sightings are the findings of the source look, with their places relative
// to the repository at root, of which folder was scanned.
func sightings(scan *finding.Scan, root, folder string) []sighting {
	var seen []sighting
	for _, f := range scan.Findings {
		if !slices.Contains(f.Looks, finding.Source) {
			continue
		}
		s := sighting{Finding: f}
		if f.Location != nil && f.Location.File != "" {
			s.places = append(s.places, place{relative(root, folder, f.Location.File), f.Location.Line, false})
		}
		for i, p := range f.Evidence.Path {
			s.places = append(s.places, place{relative(root, folder, p.File), p.Line, i < len(f.Evidence.Path)-1})
		}
		seen = append(seen, s)
	}
	return seen
}

// relative is file, as a scan of folder names it, from root on.
func relative(root, folder, file string) string {
	if filepath.IsAbs(file) {
		if rel, err := filepath.Rel(root, file); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return path.Join(folder, filepath.ToSlash(file))
}
