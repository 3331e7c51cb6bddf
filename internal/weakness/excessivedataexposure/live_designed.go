package excessivedataexposure

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// byDesign lists what an answer should not hold, as the owner of the API says.
func (l look) byDesign(r *request.Request, ex *wire.Exchange, res *design.Resource) []exposure {
	body, ok := ex.JSON()
	if res == nil || !ok {
		return nil
	}
	var all []exposure
	add := func(e exposure) {
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	for _, leaf := range compare.Leaves(body) {
		if w := design.Listed(res.Secret, leaf.Pointer); w != nil && holds(leaf.Value) {
			add(exposure{name: dotted(leaf.Pointer), kind: forbidden, proven: true, at: w.Place})
		}
	}
	if res.Readable == nil {
		return all
	}
	for _, doc := range l.objects(r, ex, body) {
		for _, leaf := range compare.Leaves(doc) {
			name := dotted(leaf.Pointer)
			may, _, at := res.MayShow(leaf.Pointer)
			if may || !holds(leaf.Value) || design.Listed(res.Secret, leaf.Pointer) != nil || l.beside(leaf) {
				continue
			}
			if top, _, nested := strings.Cut(name, "."); nested && !within(res.Readable, top) {
				name = top
			}
			add(exposure{name: name, kind: unlisted, proven: true, at: at})
		}
	}
	return all
}

// holds tells whether a value says something: null and what stands in the
// place of a value that is not shown do not.
func holds(v any) bool {
	text, isText := v.(string)
	return v != nil && (!isText || text != "" && !withheld.MatchString(text))
}

// within tells whether one of the list lies in the property.
func within(list []design.Word, property string) bool {
	return slices.ContainsFunc(list, func(w design.Word) bool { return strings.HasPrefix(w.Text, property+".") })
}

// objects are the documents of an answer that are sure to be what the
// operation is about: one of a known identifier or canary and those that are
// in a list with it, or what a collection lists under identifiers. What else an operation answers, such as numbers about
// them, the design does not describe.
func (l look) objects(r *request.Request, ex *wire.Exchange, body any) []map[string]any {
	docs := compare.Records(body)
	if docs == nil {
		docs = []any{compare.Unwrap(body)}
	}
	known := l.known(r, ex)
	listed := l.p.Outline.Purpose(l.op) == outline.List && !slices.ContainsFunc(docs, func(doc any) bool { return !identified(doc) })
	if !listed && !slices.ContainsFunc(docs, func(doc any) bool { return recognised(doc, known) }) {
		return nil
	}
	var all []map[string]any
	for _, doc := range docs {
		if object, ok := doc.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}

// known are texts that only an object of the kind holds as a value of its own.
func (l look) known(r *request.Request, ex *wire.Exchange) map[string]bool {
	texts := map[string]bool{}
	kind := l.p.Outline.Resource(l.op)
	for _, obj := range l.p.Created() {
		if obj.Resource != kind && obj.Exchange != ex {
			continue
		}
		texts[obj.ID()] = true
		for _, c := range obj.Canaries {
			texts[c] = true
		}
	}
	if slot, ok := l.p.TargetSlot(l.op); ok && slot.Resource == kind {
		v, _ := r.Value(request.Place{In: slot.In, Name: slot.Name})
		texts[request.Text(v)] = true
	}
	if kind == l.p.Outline.Accounts {
		for name, v := range l.who.Account() {
			if world.TellsWho(name) && !lexicon.Tenant(name) {
				texts[request.Text(v)] = true
			}
		}
	}
	delete(texts, "")
	return texts
}

func identified(doc any) bool {
	object, _ := doc.(map[string]any)
	return object["id"] != nil || object["_id"] != nil
}

func recognised(doc any, known map[string]bool) bool {
	object, _ := doc.(map[string]any)
	for _, v := range object {
		if inner, ok := v.(map[string]any); ok && len(inner) == 1 {
			v = inner["$oid"] // extended JSON
		}
		if v != nil && known[request.Text(v)] {
			return true
		}
	}
	return false
}

// Properties that say where an object is or how it went, and nothing of it.
var (
	links = map[string]bool{"_links": true, "links": true, "_embedded": true, "self": true, "href": true, "@id": true, "@type": true, "@context": true, "$schema": true}
	went  = map[string]bool{"ok": true, "success": true, "message": true, "msg": true, "error": true, "errors": true, "code": true, "status_code": true, "statuscode": true, "request_id": true, "requestid": true, "trace_id": true}
	done  = map[string]bool{"created": true, "updated": true, "deleted": true, "inserted": true, "modified": true, "changed": true, "saved": true, "acknowledged": true}
)

// credential are words of what a login or sign-up gives out beside the account.
var credential = map[string]bool{"token": true, "jwt": true, "session": true, "refresh": true, "expires": true, "expiry": true, "expiration": true, "csrf": true, "bearer": true}

func about(name string, words map[string]bool) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return words[w] })
}

// beside tells whether a value is the identifier by which its document is
// called, a link, a credential that is issued, or the word for how it went:
// whoever asks for the object has all of them.
func (l look) beside(leaf compare.Leaf) bool {
	top, _, nested := strings.Cut(dotted(leaf.Pointer), ".")
	text := request.Text(leaf.Value)
	if links[top] || top == "id" || top == "_id" {
		return true
	}
	if nested {
		return false
	}
	if kind := l.p.Outline.Resource(l.op); kind != nil {
		if top == "type" && strings.EqualFold(lexicon.Singular(strings.ToLower(text)), kind.Name) {
			return true
		}
		if strings.EqualFold(top, kind.Name+"_id") || strings.EqualFold(top, kind.Name+"Id") {
			return true
		}
	}
	if l.issues() && about(top, credential) {
		return true
	}
	_, isFlag := leaf.Value.(bool)
	return went[top] || isFlag && done[top]
}
