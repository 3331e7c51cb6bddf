package fix

import (
	"cmp"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// binding is how the file calls what is wanted; "" if it does not have it.
func (f *file) binding(module, name string) string {
	for _, i := range f.topImports() {
		if i.from && i.module == module {
			for _, a := range i.names {
				if a.Name == name {
					return cmp.Or(a.Asname, a.Name)
				}
			}
		}
	}
	for _, i := range f.topImports() {
		if i.from {
			continue
		}
		for _, a := range i.names {
			if a.Name == module && (a.Asname != "" || !strings.Contains(module, ".")) {
				base := cmp.Or(a.Asname, a.Name)
				if name == "" {
					return base
				}
				return base + "." + name
			}
		}
	}
	return ""
}

// bindings are the names that the top level of the file binds, with the
// module that they come from; of its own definitions that is "".
func (f *file) bindings() map[string]string {
	all := map[string]string{}
	for _, i := range f.topImports() {
		for _, a := range i.names {
			name := cmp.Or(a.Asname, a.Name)
			if !i.from && a.Asname == "" {
				name, _, _ = strings.Cut(a.Name, ".")
			}
			module := i.module
			if !i.from {
				module = a.Name
			}
			all[name] = module
		}
	}
	for _, s := range f.Tree.Body {
		for _, name := range boundBy(s) {
			if _, known := all[name]; !known {
				all[name] = ""
			}
		}
	}
	return all
}

// boundBy are the names that a statement binds, those of blocks in it too.
func boundBy(s parser.Stmt) []string {
	var names []string
	syntax.Walk(s, func(node any) bool {
		switch n := node.(type) {
		case *parser.FunctionDef:
			names = append(names, n.Name)
			return false
		case *parser.AsyncFunctionDef:
			names = append(names, n.Name)
			return false
		case *parser.ClassDef:
			names = append(names, n.Name)
			return false
		case *parser.Assign:
			for _, t := range n.Targets {
				names = append(names, targetNames(t)...)
			}
		case *parser.AnnAssign:
			names = append(names, targetNames(n.Target)...)
		case *parser.AugAssign:
			names = append(names, targetNames(n.Target)...)
		case *parser.For:
			names = append(names, targetNames(n.Target)...)
		case *parser.AsyncFor:
			names = append(names, targetNames(n.Target)...)
		case *parser.With:
			names = append(names, itemNames(n.Items)...)
		case *parser.AsyncWith:
			names = append(names, itemNames(n.Items)...)
		case *parser.NamedExpr:
			names = append(names, targetNames(n.Target)...)
		case *parser.ExceptHandler:
			if n.Name != "" {
				names = append(names, n.Name)
			}
		case *parser.Import:
			for _, a := range n.Names {
				first, _, _ := strings.Cut(cmp.Or(a.Asname, a.Name), ".")
				names = append(names, first)
			}
		case *parser.ImportFrom:
			for _, a := range n.Names {
				names = append(names, cmp.Or(a.Asname, a.Name))
			}
		}
		return true
	})
	return names
}

func itemNames(items []*parser.WithItem) []string {
	var names []string
	for _, i := range items {
		if i.OptionalVars != nil {
			names = append(names, targetNames(i.OptionalVars)...)
		}
	}
	return names
}

func targetNames(e parser.Expr) []string {
	switch n := e.(type) {
	case *parser.Name:
		return []string{n.Id}
	case *parser.Tuple:
		var all []string
		for _, x := range n.Elts {
			all = append(all, targetNames(x)...)
		}
		return all
	case *parser.List:
		var all []string
		for _, x := range n.Elts {
			all = append(all, targetNames(x)...)
		}
		return all
	case *parser.Starred:
		return targetNames(n.Value)
	}
	return nil
}

// standard are modules of Python's library that Flask applications import.
var standard = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`__future__ abc argparse array ast asyncio atexit base64 binascii bisect calendar cgi cmath codecs collections
		concurrent configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis email enum errno fnmatch
		fractions ftplib functools gc getpass getopt gettext glob graphlib gzip hashlib heapq hmac html http imaplib importlib inspect io
		ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc numbers
		operator os pathlib pickle pkgutil platform plistlib pprint profile queue quopri random re reprlib sched secrets select selectors
		shelve shlex shutil signal smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess sys sysconfig
		syslog tarfile tempfile textwrap threading time timeit tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest
		urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipfile zipimport zlib zoneinfo`) {
		set[name] = true
	}
	return set
}()
