package flow

// container is what an object of a class holds that derives from list or dict;
// nil for others.
func (c *Class) container(args arguments) *Value {
	for _, k := range c.line() {
		if !k.outside || k.Qualified != "builtins.list" && k.Qualified != "builtins.dict" && k.Qualified != "collections.UserDict" {
			continue
		}
		given := &Call{Args: args.args, Keywords: args.keywords, Self: Nothing}
		if c.Attr("__init__") != nil {
			given.Args, given.Keywords = nil, nil
		}
		if k.Qualified == "builtins.list" {
			return newList(given)
		}
		return newDict(given)
	}
	return nil
}

// with is the value that is also an object.
func (v *Value) with(o *Instance) *Value {
	if v == nil {
		return ObjectOf(o)
	}
	w := *v
	w.Kind |= Object
	w.change().objects = []*Instance{o}
	return &w
}

// iterable is what iterating an object of the project goes through.
func (r *Run) iterable(st *state, v *Value, place Place) *Value {
	for _, o := range v.Objects() {
		if m := r.method(o, "__iter__"); m != nil {
			return r.invoke(st, m, nil, nil, nil, place, nil)
		}
	}
	return v
}
