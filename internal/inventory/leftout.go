package inventory

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/project"
)

// mostEntries of a folder are looked at for Python; a larger one is told
// anyway.
const mostEntries = 5000

// LeftOutText sums up what was left out in one sentence, with the first of
// each kind by name; "" for nothing. Folders without Python in them, as
// .github, are nothing that anybody misses.
func LeftOutText(all []LeftOut) string {
	all = slices.DeleteFunc(slices.Clone(all), func(out LeftOut) bool { return !mayHoldPython(out.Path) })
	if len(all) == 0 {
		return ""
	}
	byWhy := map[string][]string{}
	var whys []string
	includable := false
	for _, out := range all {
		if byWhy[out.Why] == nil {
			whys = append(whys, out.Why)
		}
		byWhy[out.Why] = append(byWhy[out.Why], out.Path)
		includable = includable || slices.Contains(includables, out.Why)
	}
	slices.SortStableFunc(whys, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byWhy[b]), len(byWhy[a])), strings.Compare(a, b))
	})
	var parts []string
	for _, why := range whys {
		paths := byWhy[why]
		part := why + " (" + paths[0]
		if n := len(paths) - 1; n > 0 {
			part += fmt.Sprintf(" and %d more", n)
		}
		parts = append(parts, part+")")
	}
	noun := "files or folders"
	if len(all) == 1 {
		noun = "file or folder"
	}
	text := fmt.Sprintf("%d %s left out: %s", len(all), noun, strings.Join(parts, ", "))
	if includable {
		text += "; --include brings them back"
	}
	return text
}

// mayHoldPython tells whether there is Python at the path, or it cannot be
// told.
func mayHoldPython(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return true
	}
	found, entries := false, 0
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		entries++
		if found = err != nil || !d.IsDir() && filepath.Ext(name) == ".py" || entries > mostEntries; found {
			return filepath.SkipAll
		}
		return nil
	})
	return found || err != nil
}

// includables are the reasons that --include overrules.
var includables = []string{
	project.Hidden, project.Environment, project.Installed, project.Built, project.Tests, project.Migrations, project.Vendored, project.Ignored,
}
