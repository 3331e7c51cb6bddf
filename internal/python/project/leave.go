package project

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Why something is left out. All but the last four can be included.
const (
	Hidden      = "hidden"
	Environment = "a virtual environment"
	Installed   = "installed packages"
	Built       = "build output"
	Tests       = "tests"
	Migrations  = "database migrations"
	Vendored    = "vendored code"
	Ignored     = "ignored by .gitignore"
	Link        = "a symbolic link"
	Special     = "not a regular file"
)

// tooLarge is why a file is left out that Parse would not read.
var tooLarge = fmt.Sprintf("larger than %d MB", syntax.MaxSize>>20)

// silent are the folders that nobody expects to be read.
var silent = map[string]bool{".git": true, ".hg": true, ".svn": true, "__pycache__": true}

// leaveFolder is why a folder with these entries is left out, "" when it is
// not.
func leaveFolder(name string, entries []fs.DirEntry) string {
	if has(entries, "pyvenv.cfg") || has(entries, "conda-meta") {
		return Environment
	}
	switch name {
	case "venv", ".venv", "virtualenv":
		return Environment
	case "env", "ENV":
		// Without those it may as well be a module called env.
		if has(entries, "bin") || has(entries, "Scripts") {
			return Environment
		}
	case "site-packages", "dist-packages", "node_modules", "bower_components", "__pypackages__":
		return Installed
	case "build", "dist":
		if !has(entries, initFile) {
			return Built
		}
	case "test", "tests":
		return Tests
	case "migrations", "alembic":
		return Migrations
	case "third_party", "thirdparty", "3rdparty", "_vendor", "vendored":
		return Vendored
	case "vendor":
		// A package without packages in it is the module of a shop that
		// has vendors.
		if !has(entries, initFile) || slices.ContainsFunc(entries, otherPackage) {
			return Vendored
		}
	}
	return leaveByForm(name)
}

func leaveByForm(name string) string {
	switch {
	case strings.HasSuffix(name, ".egg-info"), strings.HasSuffix(name, ".egg"), strings.HasSuffix(name, ".dist-info"):
		return Built
	case strings.HasPrefix(name, "."):
		return Hidden
	}
	return ""
}

// otherPackage reports whether an entry is a folder that is not a usual part
// of a Flask package.
func otherPackage(e fs.DirEntry) bool {
	return e.IsDir() && !silent[e.Name()] && e.Name() != "templates" && e.Name() != "static"
}

// leaveFile is why a file is left out by its name alone.
func leaveFile(name string) string {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, ".pyw"), ".py")
	switch {
	case strings.HasPrefix(name, "."):
		return Hidden
	case strings.HasPrefix(stem, "test_"), strings.HasSuffix(stem, "_test"), stem == "conftest":
		return Tests
	}
	return ""
}
