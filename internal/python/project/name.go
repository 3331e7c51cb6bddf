package project

import (
	"path"
	"path/filepath"
	"strings"
	"unicode"
)

// namer says how modules are called.
type namer struct {
	packages map[string]bool // absolute folders that have an __init__.py
	markers  map[string]bool // absolute folders that an application begins in
}

// name gives a module its root and name.
//
// A module of a package is named from the folder that the outermost package
// is in. Any other has its path from the folder where its application most
// likely begins: one that has the files of an application, or is called src,
// or the target. Folders that cannot be part of a name are never in it.
func (n *namer) name(m *Module) {
	dir := filepath.Dir(m.at)
	if m.Package {
		dir = m.at
	}
	root := dir
	for !n.packages[root] && root != m.target.abs && !n.begins(root) && isIdentifier(filepath.Base(root)) && root != filepath.Dir(root) {
		root = filepath.Dir(root)
	}
	for n.packages[root] && root != filepath.Dir(root) {
		root = filepath.Dir(root)
	}
	// at is below root: these cannot fail.
	name, _ := filepath.Rel(root, m.at)
	m.Name = strings.ReplaceAll(filepath.ToSlash(name), "/", ".")
	rel, _ := filepath.Rel(m.target.abs, root)
	m.Root = path.Join(m.target.told, filepath.ToSlash(rel))
}

func (n *namer) begins(dir string) bool {
	return n.markers[dir] || filepath.Base(dir) == "src"
}

// isIdentifier reports whether an import can have the name.
func isIdentifier(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
}

func isInit(abs string) bool { return filepath.Base(abs) == initFile }

// moduleAt is where imports see a file: a package is its folder.
func moduleAt(abs string) string {
	if isInit(abs) {
		return filepath.Dir(abs)
	}
	return strings.TrimSuffix(abs, filepath.Ext(abs))
}
