package flow

import "strings"

// index is a library as the interpreter asks it: aliases followed, members by
// what they are of. It is read-only.
type index struct {
	entries map[string]*indexed            // by qualified name
	members map[string]map[string]*indexed // by what they are of, then by name
}

// indexed is an entry of a library.
type indexed struct {
	Entry
	name      string // qualified, under which it was looked for
	canonical string // of the entry that tells
}

func indexOf(lib Library) *index {
	all := make([]indexed, 0, len(lib))
	x := &index{entries: make(map[string]*indexed, len(lib)), members: map[string]map[string]*indexed{}}
	for name, e := range lib {
		canonical := name
		if e.Same != "" {
			canonical, e = e.Same, lib[e.Same]
		}
		all = append(all, indexed{e, name, canonical})
		in := &all[len(all)-1]
		x.entries[name] = in
		dot := strings.LastIndexByte(name, '.')
		if dot < 0 {
			continue
		}
		of := x.members[name[:dot]]
		if of == nil {
			of = map[string]*indexed{}
			x.members[name[:dot]] = of
		}
		of[name[dot+1:]] = in
	}
	return x
}

// entry finds what the library says of a qualified name.
func (r *Run) entry(name string) (*indexed, bool) {
	if name == "" {
		return nil, false
	}
	e, ok := r.Program.index.entries[name]
	return e, ok
}

// memberEntry finds what the library says of a member of one of its names.
func (r *Run) memberEntry(of, name string) (*indexed, bool) {
	if strings.IndexByte(name, '.') >= 0 {
		return r.entry(of + "." + name)
	}
	e, ok := r.Program.index.members[of][name]
	return e, ok
}

// canonical is the name under which the library tells of it.
func (r *Run) canonical(name string) string {
	if e, ok := r.Program.index.entries[name]; ok {
		return e.canonical
	}
	return name
}

func (r *Run) libraryType(name string) (*indexed, bool) { return r.entry(name) }
