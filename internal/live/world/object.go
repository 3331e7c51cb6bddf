package world

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Object is a thing in the API with an owner.
type Object struct {
	Resource *outline.Resource
	Owner    *identity.Identity
	Values   map[string]any    // scalar properties as far as known, by name
	Path     map[string]string // path parameters of the collection that holds it
	Canaries []string          // planted by the scan
	Made     bool              // by this scan, so it may be changed and deleted
	Request  *request.Request  // that made it; nil if it was found
	Exchange *wire.Exchange    // that made it or where it was found

	account bool     // of someone who calls
	slot    string   // where its identifier goes in its own operations: book_title
	keys    []string // all places of a path that name it together; one for most
	gone    bool     // deleted by the scan
	again   bool     // answered to more than one creation: it may have been there before
}

// Label names the object for people: alice's order.
func (o *Object) Label() string {
	return o.Owner.Name + "'s " + o.Kind()
}

// Kind is what the object is in a word: order.
func (o *Object) Kind() string {
	switch name := o.Resource.Name; {
	case o.account:
		return "account"
	case name == "":
		return "object"
	default:
		return name
	}
}

// Placeholder is the object's identifier in a recipe: ${alice.order.id}.
func (o *Object) Placeholder(slot string) string {
	return "${" + o.Owner.Name + "." + o.Resource.Name + "." + slotProperty(slot) + "}"
}

func slotProperty(slot string) string {
	base := slot[strings.LastIndexByte(slot, '/')+1:]
	if stem := lexicon.Stem(base); stem != "" && stem != base {
		return "id"
	}
	return base
}

// ID is the identifier that people would call the object's, or "".
func (o *Object) ID() string {
	if o.slot != "" {
		if v, ok := o.Value(o.slot); ok {
			return request.Text(v)
		}
	}
	v, _ := o.Value("id")
	return request.Text(v)
}

// In tells whether the text may hold the object's identifier or one of its
// canaries: false is sure.
func (o *Object) In(text string) bool {
	for _, c := range o.Canaries {
		if strings.Contains(text, c) {
			return true
		}
	}
	for _, v := range o.Values {
		if id, ok := scalarID(v); ok && strings.Contains(text, request.Text(id)) {
			return true
		}
	}
	return false
}

// slotOf is the name under which the operations of the kind take the
// identifier of one object, or "".
func (w *World) slotOf(res *outline.Resource) string {
	for _, op := range slices.Concat(res.Read, res.Update, res.Delete) {
		if slot, ok := w.TargetSlot(op); ok && slot.Resource == res {
			return slot.Name
		}
	}
	return ""
}

// keysOf are the places of a path that name one object of the kind together:
// the year of a document and its number.
func (w *World) keysOf(res *outline.Resource) []string {
	for _, op := range slices.Concat(res.Read, res.Update, res.Delete) {
		var keys []string
		for _, slot := range w.Outline.Slots(op) {
			if slot.In == "path" && slot.Resource == res {
				keys = append(keys, slot.Name)
			}
		}
		if len(keys) > 0 {
			return keys
		}
	}
	return nil
}

// learnAddress takes from the address that a creation answers with what the
// object is called in the paths of its kind.
func (w *World) learnAddress(obj *Object) {
	r := w.leadsTo(obj.Exchange.Header.Get("Location"))
	if len(obj.keys) < 2 || r == nil || w.Outline.Resource(r.Operation) != obj.Resource {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, name := range obj.keys {
		if v := r.Path[name]; v != "" {
			obj.Values[name] = v
		}
	}
}

// Value is the object's property that belongs in a slot of that name: the
// property of the same name, else its identifier, whatever the API calls it.
func (o *Object) Value(slot string) (any, bool) {
	return pick(o.Values, slot, o.Resource.Name)
}

// pick finds the value for a slot among the properties of an object of the
// kind. Names are compared without case and separators.
func pick(values map[string]any, slot, kind string) (any, bool) {
	slot = slot[strings.LastIndexByte(slot, '/')+1:]
	byName := map[string]any{}
	for name, v := range values {
		if id, ok := scalarID(v); ok {
			byName[plain(name)] = id
		}
	}
	stem := lexicon.Stem(slot)
	candidates := []string{plain(slot)}
	if lexicon.Identifier(slot) || stem != slot || stem == plain(kind) || plain(slot) == plain(kind) {
		// order_id, orderId, id: the object's own identifier.
		suffix := strings.TrimPrefix(plain(slot), plain(stem))
		candidates = append(candidates, suffix, "id", "uuid", "guid", plain(kind)+"id", plain(kind)+"uuid", "key", "slug", "number", "code", "sub", "uid", "userid", "username", "name", "email")
	} else if stem != "" {
		candidates = append(candidates, plain(stem), "id")
	}
	for _, c := range candidates {
		if v, ok := byName[c]; ok && c != "" {
			return v, true
		}
	}
	// book_title is "title" of a book.
	for name, v := range byName {
		if kind != "" && strings.TrimPrefix(plain(slot), plain(kind)) == name {
			return v, true
		}
	}
	return nil, false
}

func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == '_' || r == '-' || r == ' ' || r == '.' || r == '$':
			return -1
		}
		return r
	}, name)
}

// scalarID unwraps MongoDB's extended JSON for identifiers and refuses what
// cannot be one.
func scalarID(v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range []string{"$oid", "$uuid", "$numberLong", "$numberInt"} {
			if s, ok := v[key].(string); ok {
				return s, true
			}
		}
	case string:
		return v, v != ""
	case float64, int64, int, bool:
		return v, true
	}
	return nil, false
}

// scalars collects the properties of a document that hold one value, and
// below them those of nested documents that do not hide an outer one.
func scalars(doc any) map[string]any {
	out := map[string]any{}
	var nested []map[string]any
	m, ok := doc.(map[string]any)
	if !ok {
		return out
	}
	for k, v := range m {
		if id, ok := scalarID(v); ok {
			out[k] = id
		} else if n, ok := v.(map[string]any); ok {
			nested = append(nested, n)
		}
	}
	for _, n := range nested {
		for k, v := range scalars(n) {
			if _, taken := out[k]; !taken && !lexicon.Identifier(k) {
				out[k] = v
			}
		}
	}
	return out
}

// fromAnswer reads the properties of the created or shown document.
func fromAnswer(ex *wire.Exchange) map[string]any {
	values := map[string]any{}
	if body, ok := ex.JSON(); ok {
		doc := compare.Unwrap(body)
		switch doc := doc.(type) {
		case map[string]any:
			values = scalars(doc)
		case []any:
			if len(doc) == 1 {
				values = scalars(doc[0])
			}
		case string, float64:
			values["id"] = doc // an answer that is the bare identifier
		}
	}
	if loc := ex.Header.Get("Location"); loc != "" && ex.Status/100 == 2 {
		loc, _, _ = strings.Cut(loc, "?")
		last := loc[strings.LastIndexByte(strings.TrimRight(loc, "/"), '/')+1:]
		if _, ok := pick(values, "id", ""); !ok && last != "" {
			values["id"] = strings.TrimRight(last, "/")
		}
	}
	return values
}
