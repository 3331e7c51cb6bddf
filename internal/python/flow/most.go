package flow

// Most is the highest number that the value can be, where the program has
// chosen one that it is not above: min(x, 100), "if x > 100: abort(400)", 50.
// Of a text that is a number it is that of the number, and of a list that was
// cut how many it holds. False where it is not known.
func (v *Value) Most() (most float64, known bool) {
	if v == nil {
		return 0, false
	}
	if len(v.Flows) == 0 && len(v.Literals) > 0 {
		for i, l := range v.Literals {
			if l.Kind != Number {
				return 0, false
			}
			if i == 0 || l.Number > most {
				most = l.Number
			}
		}
		return most, true
	}
	if m := v.more().most; m != nil && v.Has(AtMost) {
		return *m, true
	}
	return 0, false
}

// atMost is the value that is not above the other, of which the number may not
// be known.
func (v *Value) atMost(other *Value) *Value {
	most, known := other.Most()
	if before, bounded := v.Most(); bounded && (!known || before < most) {
		most, known = before, true
	}
	w := v.With(AtMost)
	if !known && w.more().most == nil {
		return w
	}
	if w == v {
		u := *v
		w = &u
	}
	w.change().most = nil
	if known {
		w.extra.most = &most
	}
	return w
}

// mostOf is the highest that the largest of values can be; nil where it is not
// known. Of the smallest it is the lowest of what is known.
func mostOf(values []*Value, smallest bool) *float64 {
	var most *float64
	for _, v := range values {
		n, known := v.Most()
		switch {
		case !known && smallest:
		case !known:
			return nil
		case most == nil, smallest && n < *most, !smallest && n > *most:
			most = &n
		}
	}
	return most
}
