package test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// conditionsAtLeast is how many rows the table has: one that is lost is seen.
const conditionsAtLeast = 54

var (
	storyName   = regexp.MustCompile("`([a-z]+)/([a-z0-9_]+)`")
	provenLine  = regexp.MustCompile(`(?m)^proven `)
	findingLine = regexp.MustCompile(`(?m)^(proven|likely|possible) `)
)

// TestConditions holds docs/conditions.md true: every condition has a story in
// which something is proven, and one in which nothing is found, or the mended
// twin of the first.
func TestConditions(t *testing.T) {
	text, err := os.ReadFile("../docs/conditions.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.Contains(line, "---") || strings.Contains(line, "| condition |") {
			continue
		}
		rows++
		condition := strings.TrimSpace(cells[1])
		proven := wantOf(t, condition, cells[2])
		if !provenLine.MatchString(proven["want"]) {
			t.Errorf("%s: nothing is proven in %s", condition, cells[2])
		}
		if strings.TrimSpace(cells[3]) == "its twin" {
			if proven["secure"] == "" {
				t.Errorf("%s: %s has no twin (section secure)", condition, cells[2])
			}
			continue
		}
		if silent := wantOf(t, condition, cells[3]); findingLine.MatchString(silent["want"]) {
			t.Errorf("%s: %s is not silent", condition, cells[3])
		}
	}
	if rows < conditionsAtLeast {
		t.Errorf("%d conditions, there were %d", rows, conditionsAtLeast)
	}
}

// wantOf are the sections of the story that a cell of the table names.
func wantOf(t *testing.T, condition, cell string) map[string]string {
	t.Helper()
	sections := map[string]string{}
	m := storyName.FindStringSubmatch(cell)
	if m == nil {
		t.Errorf("%s: %q names no story", condition, cell)
		return sections
	}
	archive, err := txtar.ParseFile(filepath.Join("..", "internal", "weakness", m[1], "testdata", "live", m[2]+".txtar"))
	if err != nil {
		t.Errorf("%s: %v", condition, err)
		return sections
	}
	for _, f := range archive.Files {
		sections[f.Name] = string(f.Data)
	}
	return sections
}
