package flow

import "slices"

// Join is what is one or the other.
func Join(a, b *Value) *Value {
	switch {
	case a == b, b == nil:
		return a
	case a == nil:
		return b
	}
	v := &Value{Kind: a.Kind | b.Kind, Checks: a.sure() & b.sure(), Flows: joinFlows(a.Flows, b.Flows), extra: joinRare(a, b)}
	// What None cannot have is made sure of by None too.
	switch {
	case a.IsNone():
		v.Checks = b.Checks
		v.named(b.Names())
	case b.IsNone():
		v.Checks = a.Checks
		v.named(a.Names())
	case len(a.Names()) > 0 && len(b.Names()) > 0:
		v.named(joinLiterals(a.Names(), b.Names()))
	default:
		v.named(nil)
	}
	if len(a.Literals) > 0 && len(b.Literals) > 0 {
		v.Literals = joinLiterals(a.Literals, b.Literals)
	}
	v.doc = joinDocs(a, b)
	v.list = joinLists(a, b)
	return v
}

// joinRare joins what few values have.
func joinRare(a, b *Value) *rare {
	if a.extra == b.extra && (len(a.Flows) > 0) == (len(b.Flows) > 0) {
		return a.extra
	}
	x, y := a.more(), b.more()
	j := rare{targets: joinTargets(x.targets, y.targets), objects: joinObjects(x.objects, y.objects), place: x.place}
	if x.path == y.path || y.path == "" {
		j.path = x.path
	} else if x.path == "" {
		j.path = y.path
	}
	if j.place == (Place{}) {
		j.place = y.place
	}
	j.most = mostOf([]*Value{a, b}, false)
	if deep := joinSeldom(a, b); deep.home != "" || len(deep.not)+len(deep.otherwise) > 0 {
		j.deep = &deep
	}
	if len(j.targets)+len(j.objects) == 0 && j.path == "" && j.place == (Place{}) && j.most == nil && j.deep == nil {
		return nil
	}
	kept := j // on the heap only if there is any of it
	return &kept
}

// joinSeldom is joinRare for what is rarer still. Pieces of a text are not
// those of another, and names are joined with the kinds.
func joinSeldom(a, b *Value) (j seldom) {
	x, y := a.seldom(), b.seldom()
	switch {
	case x.home == y.home, len(b.Flows) == 0:
		j.home = x.home
	case len(a.Flows) == 0:
		j.home = y.home
	}
	j.otherwise = joinLiterals(x.otherwise, y.otherwise)
	for _, side := range [][2]*Value{{a, b}, {b, a}} {
		if fixed, from := side[0], side[1]; len(fixed.Flows) == 0 && len(from.Flows) > 0 && !fixed.IsNone() {
			j.otherwise = joinLiterals(j.otherwise, fixed.Literals)
		}
	}
	for _, l := range x.not {
		if slices.Contains(y.not, l) {
			j.not = append(j.not, l)
		}
	}
	return j
}

// nothingIn is made sure of what is empty: nobody has put anything there.
const nothingIn = Own | Typed | Bounded | Formed | Listed | Escaped | Plain | AtLeast | AtMost

// sure is what is made sure of a value: of one that the program spells out,
// everything that a client could spoil.
func (v *Value) sure() Checks {
	if truth, certain := truthOf(v); certain && !truth && len(v.Flows) == 0 {
		return v.Checks | nothingIn
	}
	if len(v.Literals) > 0 && len(v.Flows) == 0 {
		return v.Checks | Typed | Bounded | Formed | Listed | Escaped | Plain | AtLeast | AtMost
	}
	return v.Checks
}

func joinAll(values []*Value) *Value {
	var v *Value
	for _, w := range values {
		v = Join(v, w)
	}
	return orNothing(v)
}

func joinFlows(a, b []*Step) []*Step {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	all := a[:len(a):len(a)]
	for _, s := range b {
		i := slices.IndexFunc(all, func(o *Step) bool { return o == s || o.Origin.same(s.Origin) })
		switch {
		case i < 0 && len(all) < maxFlows:
			all = append(all, s)
		case i >= 0 && all[i].Weak && !s.Weak: // the surer way counts
			all = slices.Clone(all)
			all[i] = s
		}
	}
	return all
}

func joinLiterals(a, b []Literal) []Literal {
	all := a[:len(a):len(a)]
	for _, l := range b {
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	if len(all) > maxLiterals {
		return nil
	}
	return all
}

func joinTargets(a, b []Target) []Target {
	if len(b) == 0 {
		return a
	}
	all := a[:len(a):len(a)]
	for _, t := range b {
		if len(all) < maxTargets && !slices.ContainsFunc(all, t.same) {
			all = append(all, t)
		}
	}
	return all
}

func (t Target) same(o Target) bool {
	return t.Func == o.Func && t.Class == o.Class && t.Name == o.Name && t.Inner == o.Inner &&
		(t.Self == o.Self || t.Name != "") && (t.Native == nil) == (o.Native == nil) && t.Native == nil
}

func joinObjects(a, b []*Instance) []*Instance {
	if len(b) == 0 {
		return a
	}
	all := a[:len(a):len(a)]
	for _, i := range b {
		if len(all) < maxTargets && !slices.ContainsFunc(all, func(o *Instance) bool {
			return o == i || o.Type != "" && o.Type == i.Type && o.Site == i.Site && o.Data == i.Data
		}) {
			all = append(all, i)
		}
	}
	return all
}

// joinDocs keeps what is known of either; a member that only one has is a
// maybe.
func joinDocs(a, b *Value) *doc {
	switch {
	case a.doc == nil && b.doc == nil:
		return nil
	case a.doc == nil:
		return half(b.doc, a)
	case b.doc == nil:
		return half(a.doc, b)
	case a.doc == b.doc:
		return a.doc
	}
	d := &doc{open: a.doc.open || b.doc.open, some: a.doc.filled() && b.doc.filled()}
	if a.doc.rest != nil || b.doc.rest != nil {
		d.rest = Join(a.doc.rest, b.doc.rest)
	}
	if a.doc.keys != nil || b.doc.keys != nil {
		d.keys = Join(a.doc.keys, b.doc.keys)
	}
	d.fields = make([]Field, 0, max(len(a.doc.fields), len(b.doc.fields)))
	for i, f := range a.doc.fields {
		g, both := b.doc.near(i, f.Name)
		if both {
			f.Value, f.Maybe = Join(f.Value, g.Value), f.Maybe || g.Maybe
		} else {
			f = b.without(f)
		}
		d.fields = append(d.fields, f)
	}
	for i, g := range b.doc.fields {
		if _, both := a.doc.near(i, g.Name); !both {
			d.fields = append(d.fields, a.without(g))
		}
	}
	if len(d.fields) > maxFields {
		for _, f := range d.fields[maxFields:] {
			d.rest = Join(d.rest, f.Value)
		}
		d.fields, d.keys = d.fields[:maxFields], nil
	}
	return d
}

// near is the member of that name, which is often the i-th: documents that
// are joined were mostly one before.
func (d *doc) near(i int, name string) (Field, bool) {
	if i < len(d.fields) && d.fields[i].Name == name {
		return d.fields[i], true
	}
	if i := slices.IndexFunc(d.fields, func(f Field) bool { return f.Name == name }); i >= 0 {
		return d.fields[i], true
	}
	return Field{}, false
}

// without is what a member is where the document may also be v, which has
// none of its own under the name: there it is what is found at the origin, or
// among the members whose names are not known.
func (v *Value) without(f Field) Field {
	f.Maybe = true
	switch {
	case v.doc.open && len(v.Flows) > 0:
		f.Value = Join(f.Value, v.member(f.Name))
	case v.doc.open:
		f.Value = Join(f.Value, Nothing)
	case v.doc.rest != nil:
		f.Value = Join(f.Value, v.doc.rest.narrowed(f.Name))
	}
	return f
}

// half is the document that is there only if the value is not the other one.
func half(d *doc, other *Value) *doc {
	if !other.Kind.Can(Document | Unknown) {
		return d // the other cannot be a document: members are as sure as before
	}
	h := &doc{fields: slices.Clone(d.fields), rest: d.rest, keys: d.keys, open: true}
	for i := range h.fields {
		h.fields[i].Maybe = true
		if len(other.Flows) > 0 { // its member of that name is from elsewhere
			h.fields[i].Value = Join(h.fields[i].Value, other.member(h.fields[i].Name))
		} else {
			h.fields[i].Value = Join(h.fields[i].Value, Nothing)
		}
	}
	return h
}

func joinLists(a, b *Value) *list {
	switch {
	case a.list == nil && b.list == nil:
		return nil
	case a.list == nil:
		return halfList(b.list, a)
	case b.list == nil:
		return halfList(a.list, b)
	case a.list == b.list:
		return a.list
	}
	if a.list.exact && b.list.exact && len(a.list.known) == len(b.list.known) {
		l := &list{exact: true}
		for i := range a.list.known {
			l.known = append(l.known, Join(a.list.known[i], b.list.known[i]))
		}
		return l
	}
	return &list{elem: Join(elemOf(a.list), elemOf(b.list)), some: a.list.filled() && b.list.filled()}
}

// filled tells whether a document has a member for certain.
func (d *doc) filled() bool {
	return d.some || slices.ContainsFunc(d.fields, func(f Field) bool { return !f.Maybe && !f.Gone() })
}

func (l *list) filled() bool { return l.some || l.exact && len(l.known) > 0 }

// halfList is the list that is there only if the value is not the other one.
func halfList(l *list, other *Value) *list {
	if !other.Kind.Can(List | Unknown) {
		return l
	}
	return &list{elem: Join(elemOf(l), other.anyElement())}
}

func elemOf(l *list) *Value {
	if !l.exact {
		return l.elem
	}
	var v *Value
	for _, e := range l.known {
		v = Join(v, e)
	}
	return v
}
