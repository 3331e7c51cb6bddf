package flow

import "strings"

// computed is a member that an object's class has no attribute for, and works
// out (__getattr__); nil where it has no such method, or that tells nothing.
func (r *Run) computed(st *state, v *Value, name string, place Place) *Value {
	if strings.HasPrefix(name, "__") {
		return nil
	}
	for _, o := range v.more().objects {
		if o.Class == nil {
			continue
		}
		m := r.method(o, "__getattr__")
		if m == nil {
			continue
		}
		way := st.clone()
		found := r.invoke(way, m, []*Value{TextOf(name)}, nil, nil, place, nil)
		if way.dead || !found.told() {
			continue
		}
		st.become(way)
		return found
	}
	return nil
}

// told tells whether anything is known of a value but how the source names it.
func (v *Value) told() bool {
	return v != nil && (v.Kind != Unknown && v.Kind != 0 || len(v.Flows) > 0 || len(v.more().objects) > 0)
}
