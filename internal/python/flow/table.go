package flow

// ChosenBy is the key by which the value was looked up in a table of the
// program's own, or the element whose place in a list it is; nil if it was
// not.
func (v *Value) ChosenBy() *Value { return v.seldom().chosen }

// chosenBy remembers the key by which a value of the program's own was looked
// up. One that the program spells out has always given the same.
func (v *Value) chosenBy(key *Value) *Value {
	if v == nil || key == nil || v == None || v == Nothing || len(v.Flows) > 0 || len(key.Flows) == 0 {
		return v
	}
	w := *v
	w.changeDeep().chosen = key
	return &w
}

// placeIn is index of a list: of known values, which place it is.
func placeIn(c *Call) *Value {
	wanted := orNothing(c.Arg(0, "value"))
	if elements, exact := c.Self.Elements(); exact && wanted.Literal() {
		for i, e := range elements {
			if same, certain := equalLiterals(e, wanted); certain && same {
				return NumberOf(float64(i))
			}
		}
	}
	v := &Value{Kind: Number}
	if members(c.Self) != nil {
		return v.chosenBy(wanted)
	}
	return v
}

// common is what two collections have in common. Where the members of one are
// known it is among them; how much it is says something of the other.
func common(a, b *Value, place Place) *Value {
	for _, sides := range [][2]*Value{{a, b}, {b, a}} {
		known, other := sides[0], sides[1]
		m := members(known)
		if m == nil || len(m.Literals) == 0 || !known.Kind.Can(List) {
			continue
		}
		v := ManyOf(&Value{Kind: m.Kind, Literals: m.Literals, Checks: Listed | Typed | Bounded | Formed})
		v.Flows = stepped(other.All(everySource...), place, "compared with known ones", List, false)
		v.Checks = Listed | Typed | other.Checks&Own
		return v
	}
	return nil
}

// without is the list of what is in v and is not among them.
func without(v, among *Value) *list {
	if among == nil || len(among.Literals) == 0 {
		return v.list
	}
	each := v.each()
	if len(each.Literals) > 0 || len(each.Flows) == 0 {
		return v.list
	}
	return &list{elem: each.unlike(among)}
}
