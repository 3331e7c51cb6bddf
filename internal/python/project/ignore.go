package project

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	initFile   = "__init__.py"
	ignoreName = ".gitignore"
)

// ignoreFile is a .gitignore; see gitignore(5).
type ignoreFile struct {
	dir   string // absolute
	rules []ignoreRule
}

type ignoreRule struct {
	parts   []string // of a name anywhere, the first is **
	negated bool
	folders bool // only those
}

// maxIgnore is how much of a .gitignore is read: those that people write
// have some 10 KB at most, and each file is held against each line.
const maxIgnore = 256 << 10

// readIgnore reads the .gitignore of a folder. One that cannot be read
// ignores nothing.
func readIgnore(dir string) []ignoreFile {
	text, err := os.ReadFile(filepath.Join(dir, ignoreName))
	if err != nil {
		return nil
	}
	return []ignoreFile{{dir, parseIgnore(string(text[:min(len(text), maxIgnore)]))}}
}

// parseIgnore reads the lines of a .gitignore.
func parseIgnore(text string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if rule, ok := parseRule(trimBlanks(strings.TrimRight(line, "\r\n"))); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

// trimBlanks takes blanks off the end, unless a backslash keeps them.
func trimBlanks(line string) string {
	trimmed := strings.TrimRight(line, " ")
	if len(trimmed) < len(line) && strings.HasSuffix(trimmed, `\`) {
		return trimmed + " "
	}
	return trimmed
}

func parseRule(line string) (ignoreRule, bool) {
	var rule ignoreRule
	if strings.HasPrefix(line, "#") {
		return rule, false
	}
	line, rule.negated = strings.CutPrefix(line, "!")
	line, rule.folders = strings.CutSuffix(line, "/")
	if line == "" {
		return rule, false
	}
	line, anchored := strings.CutPrefix(line, "/")
	rule.parts = strings.Split(line, "/")
	if len(rule.parts) == 1 && !anchored {
		// Without a slash it is a name at any depth.
		rule.parts = []string{"**", line}
	}
	if len(rule.parts) > 1 && rule.parts[len(rule.parts)-1] == "**" {
		// a/** is all that is in a, not a itself.
		rule.parts = append(rule.parts[:len(rule.parts)-1], "*", "**")
	}
	return rule, true
}

// ignored reports whether the last rule that matches a path says to ignore
// it. A folder above that is ignored is for the caller, who does not get
// here then.
func ignored(files []ignoreFile, abs string, folder bool) bool {
	for _, file := range slices.Backward(files) {
		rel, err := filepath.Rel(file.dir, abs)
		if err != nil {
			continue
		}
		parts := strings.Split(filepath.ToSlash(rel), "/")
		for _, rule := range slices.Backward(file.rules) {
			if (folder || !rule.folders) && matchParts(rule.parts, parts) {
				return !rule.negated
			}
		}
	}
	return false
}

// ignoresAbove reads the .gitignore files of the folders above dir, as far
// up as the git work tree goes that it is in; none when it is in none.
func ignoresAbove(dir string) []ignoreFile {
	var files []ignoreFile
	for !isWorkTree(dir) {
		up := filepath.Dir(dir)
		if up == dir {
			return nil
		}
		dir = up
		files = append(readIgnore(dir), files...)
	}
	return files
}

// isWorkTree reports whether dir is the top of a git work tree: it has a
// .git, which is a file in a linked one.
func isWorkTree(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}
