package flow

import "slices"

// line is the class and its bases in the project in the order in which Python
// looks members up, the C3 linearization of
// https://docs.python.org/3/howto/mro.html. Where the bases have none, which
// Python refuses, it is the order in which they are met.
func (c *Class) line() []*Class {
	return c.mro
}

func (c *Class) linearized() []*Class {
	var lines [][]*Class
	var direct []*Class
	for _, b := range c.Bases {
		for _, t := range b.more().targets {
			if t.Class != nil && t.Class != c {
				lines = append(lines, t.Class.line())
				direct = append(direct, t.Class)
			}
		}
	}
	if len(lines) == 1 {
		return append([]*Class{c}, lines[0]...)
	}
	if merged, ok := merge(append(slices.Clone(lines), direct)); ok {
		return append([]*Class{c}, merged...)
	}
	met := []*Class{c}
	for _, line := range lines {
		for _, k := range line {
			if !slices.Contains(met, k) {
				met = append(met, k)
			}
		}
	}
	return met
}

// merge takes, again and again, the first class that no list has behind
// another one.
func merge(lists [][]*Class) (merged []*Class, ok bool) {
	for {
		var next *Class
		left := false
		for _, list := range lists {
			if len(list) == 0 {
				continue
			}
			left = true
			behind := func(other []*Class) bool { return len(other) > 1 && slices.Contains(other[1:], list[0]) }
			if !slices.ContainsFunc(lists, behind) {
				next = list[0]
				break
			}
		}
		if next == nil {
			return merged, !left
		}
		merged = append(merged, next)
		for i, list := range lists {
			if len(list) > 0 && list[0] == next {
				lists[i] = list[1:]
			}
		}
	}
}

// after are the classes in which super() in a method of the class looks, for
// an object of the class of: they need not be bases of the method's own.
func (c *Class) after(of *Class) []*Class {
	if of != nil {
		if line := of.line(); slices.Contains(line, c) {
			return line[slices.Index(line, c)+1:]
		}
	}
	return c.line()[1:]
}
