package fix

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// edit replaces a part of the text of a file. Line ends are LF; those of the
// file come in when it is written.
type edit struct {
	start, end int
	text       string
	order      int // of several that insert at the same place: what must come first has less
}

// changes are edits of files, and the names that the files then need.
type changes struct {
	edits   map[*file][]edit
	imports map[*file][]wanted
	by      map[*file][]owned // for telling who overlaps
}

// owned is an edit and the finding that it is for.
type owned struct {
	edit
	finding string
}

func newChanges() *changes {
	return &changes{edits: map[*file][]edit{}, imports: map[*file][]wanted{}, by: map[*file][]owned{}}
}

func (c *changes) empty() bool { return len(c.edits) == 0 }

// edit adds one, once.
func (c *changes) edit(f *file, e edit) {
	if !slices.Contains(c.edits[f], e) {
		c.edits[f] = append(c.edits[f], e)
	}
}

// clone is a copy, to come back to.
func (c *changes) clone() *changes {
	copied := newChanges()
	for f, edits := range c.edits {
		copied.edits[f] = slices.Clone(edits)
	}
	for f, names := range c.imports {
		copied.imports[f] = slices.Clone(names)
	}
	return copied
}

// replace puts text in place of what is from start to end.
func (c *changes) replace(f *file, start, end int, text string) {
	c.edit(f, edit{start: start, end: end, text: text})
}

// insert puts text at an offset.
func (c *changes) insert(f *file, at int, text string) {
	c.edit(f, edit{start: at, end: at, text: text})
}

// paths of the files that are changed, sorted.
func (c *changes) paths() []string {
	var all []string
	for f := range c.edits {
		all = append(all, f.Path)
	}
	for f := range c.imports {
		if _, listed := c.edits[f]; !listed {
			all = append(all, f.Path)
		}
	}
	slices.Sort(all)
	return all
}

// overlaps names the finding whose change is in the way of the other one.
// The same edit for two findings is not, nor are insertions at one place.
func (c *changes) overlaps(other *changes) string {
	for f, edits := range other.edits {
		for _, e := range edits {
			for _, o := range c.by[f] {
				if o.edit != e && e.meets(o.edit) {
					return o.finding
				}
			}
		}
	}
	return ""
}

// meets tells whether two edits cannot both be made.
func (e edit) meets(o edit) bool {
	if e.start == e.end && o.start == o.end {
		return false
	}
	if e.start == e.end {
		return o.start < e.start && e.start < o.end
	}
	if o.start == o.end {
		return e.start < o.start && o.start < e.end
	}
	return e.start < o.end && o.start < e.end
}

// add takes over the edits of another set, those that are there already left
// out.
func (c *changes) add(other *changes, finding string) {
	for f, edits := range other.edits {
		for _, e := range edits {
			c.by[f] = append(c.by[f], owned{e, finding})
			if !slices.Contains(c.edits[f], e) {
				c.edits[f] = append(c.edits[f], e)
			}
		}
	}
	for f, names := range other.imports {
		for _, n := range names {
			c.want(f, n)
		}
	}
}

// want notes a name that a file must import.
func (c *changes) want(f *file, n wanted) {
	if !slices.Contains(c.imports[f], n) {
		c.imports[f] = append(c.imports[f], n)
	}
}

// text of a file after the changes.
func (c *changes) text(f *file) string {
	edits := slices.Concat(c.edits[f], f.importEdits(c.imports[f]))
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.order, b.order))
	})
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.start < at { // two sets that do not fit: the first stays
			continue
		}
		b.WriteString(f.Text[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(f.Text[at:])
	return f.unimported(b.String())
}

// touched are the files with changes, by path.
func (c *changes) touched() []*file {
	all := map[*file]bool{}
	for f := range c.edits {
		all[f] = true
	}
	for f := range c.imports {
		all[f] = true
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b *file) int { return cmp.Compare(a.Path, b.Path) })
}
