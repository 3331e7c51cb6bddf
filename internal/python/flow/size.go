package flow

import "github.com/tamnd/gopapy/parser"

// fits tells whether a value, with all that is in it, has not more parts than
// are left. A value that is in two places counts twice: who looks at it does
// so twice.
func (v *Value) fits(left *int) bool {
	*left--
	if v == nil || *left < 0 || v.doc == nil && v.list == nil {
		return *left >= 0
	}
	if v.doc != nil {
		for i := range v.doc.fields {
			if !v.doc.fields[i].Value.fits(left) {
				return false
			}
		}
		if v.doc.rest != nil && !v.doc.rest.fits(left) {
			return false
		}
	}
	if v.list != nil {
		for _, e := range v.list.known {
			if !e.fits(left) {
				return false
			}
		}
		if v.list.elem != nil {
			return v.list.elem.fits(left)
		}
	}
	return true
}

// cut is the value if it is not too large, else one of whose members only the
// kinds and flows are known: documents of documents can double with each line.
func (r *Run) cut(v *Value) *Value {
	if v == nil || v.doc == nil && v.list == nil {
		return v
	}
	left := maxParts
	fits := v.fits(&left)
	if r.parts += maxParts - max(left, 0); r.parts > maxPartsOfRun {
		r.limit("values of more than %d parts together", maxPartsOfRun)
		r.fuel = 0
	}
	if fits {
		return v
	}
	r.limit("values of more than %d parts", maxParts)
	w := *v
	if v.doc != nil {
		d := *v.doc
		d.fields = make([]Field, len(v.doc.fields))
		for i, f := range v.doc.fields {
			f.Value = f.Value.shallow()
			d.fields[i] = f
		}
		d.rest = d.rest.shallow()
		w.doc = &d
	}
	if v.list != nil {
		l := *v.list
		l.known = make([]*Value, len(v.list.known))
		for i, e := range v.list.known {
			l.known[i] = e.shallow()
		}
		l.elem = l.elem.shallow()
		w.list = &l
	}
	return &w
}

// shallow is the value without its members; their flows are its own.
func (v *Value) shallow() *Value {
	if v == nil || v.doc == nil && v.list == nil {
		return v
	}
	w := *v
	w.Flows = joinFlows(v.Flows, v.All(everySource...))
	w.doc, w.list = nil, nil
	return &w
}

// makes tells whether an expression can put values into others.
func makes(e parser.Expr) bool {
	switch e.(type) {
	case *parser.Name, *parser.Constant, *parser.Attribute, *parser.Compare, *parser.JoinedStr:
		return false
	}
	return true
}
