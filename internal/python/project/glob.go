package project

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// matchParts matches a path against a pattern, both taken apart at their
// slashes. ** stands for any number of parts. It takes at most the product of
// the lengths: a pattern is a stranger's.
func matchParts(pattern, parts []string) bool {
	star, from := -1, 0 // the last **, and the parts that it leaves
	i, j := 0, 0
	for j < len(parts) {
		switch {
		case i < len(pattern) && pattern[i] == "**":
			star, from = i, j
			i++
		case i < len(pattern) && matchPart(pattern[i], parts[j]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == "**" {
		i++
	}
	return i == len(pattern)
}

// matchPart matches one part as fnmatch(3) does.
func matchPart(pattern, name string) bool {
	if !strings.ContainsAny(pattern, `*?[\`) {
		return pattern == name
	}
	// Go negates a class with ^ only.
	matched, err := path.Match(strings.ReplaceAll(pattern, "[!", "[^"), name)
	return err == nil && matched
}

// wish is an Include of the user, relative to a target.
type wish struct {
	parts    []string
	anywhere bool // a name, at any depth
}

func wishOf(t *target, glob string) wish {
	if filepath.IsAbs(glob) {
		rel, err := filepath.Rel(t.abs, glob)
		if err != nil {
			return wish{}
		}
		return wish{parts: strings.Split(filepath.ToSlash(rel), "/")}
	}
	glob = path.Clean(filepath.ToSlash(glob))
	if rest, ok := strings.CutPrefix(glob, t.told+"/"); ok {
		return wish{parts: strings.Split(rest, "/")}
	}
	parts := strings.Split(glob, "/")
	return wish{parts, len(parts) == 1}
}

// includes reports whether the user asks for rel.
func (f *finder) includes(t *target, rel string) bool {
	return slices.ContainsFunc(f.options.Include, func(glob string) bool {
		w := wishOf(t, glob)
		if w.anywhere {
			return matchPart(w.parts[0], path.Base(rel))
		}
		return matchParts(w.parts, strings.Split(rel, "/"))
	})
}

// includesBelow reports whether the user may ask for something inside of
// rel, which is left out.
func (f *finder) includesBelow(t *target, rel, why string) bool {
	parts := strings.Split(rel, "/")
	return slices.ContainsFunc(f.options.Include, func(glob string) bool {
		pattern := wishOf(t, glob).parts
		for i, part := range parts {
			switch {
			case i >= len(pattern)-1:
				return false
			case pattern[i] == "**":
				// Environments have tens of thousands of files. Who wants
				// some of them says where.
				return why != Environment && why != Installed && why != Hidden
			case !matchPart(pattern[i], part):
				return false
			}
		}
		return true
	})
}
