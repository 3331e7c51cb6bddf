package compare

import (
	"maps"
	"slices"
	"strings"
)

func names(list string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(list) {
		m[n] = true
	}
	return m
}

var (
	// What stands beside the document or list in an envelope, squeezed.
	beside = names(`message msg messages status success ok code statuscode error errors warnings detail description
		meta metadata pagination paging page pages perpage pagesize limit offset skip size total totalcount count
		totalpages totalitems totalresults numresults nitems pagecount currentpage lastpage firstpage next prev previous nextpage prevpage
		hasmore hasnext hasprev cursor nextcursor endcursor from to links self first last sort order orderby filter
		filters query q search version apiversion jsonrpc timestamp servertime requestid traceid took tookms elapsed
		elapsedms durationms timedout shards maxscore included jsonapi context type kind etag token accesstoken
		refreshtoken tokentype expiresin expiresat idtoken jwt authtoken url href info acknowledged returned found exists created updated deleted errmsg codename`)

	// The same where the value is an object or a list: an "order" is then one,
	// and no sorting.
	besideFull = names(`error errors warnings detail messages meta metadata pagination paging page links shards
		included jsonapi context filter filters query info status`)

	// Names that mean "what you asked for", and nothing else.
	wrappers = names(`data result results payload response items item records record rows docs documents document doc
		list entries entry objects object collection value values content contents body entity entities resource
		resources hits edges nodes elements embedded features matches returnvalue`)
)

// Envelopes inside envelopes are opened no deeper than this.
const deepestEnvelope = 4

// Records returns the list inside an answer: the array itself, or the one in
// an envelope. Nil means that there is none, as in an object of its own that
// merely has a list; an empty list is not nil.
func Records(body any) []any {
	list := records(decoded(body), deepestEnvelope)
	if list == nil {
		return nil
	}
	out := make([]any, len(list))
	for i, e := range list {
		out[i] = flat(e)
	}
	return out
}

func records(body any, depth int) []any {
	if a, ok := body.([]any); ok {
		if wrong, _ := tupleError(a); wrong {
			return nil
		}
		return a
	}
	o, ok := body.(map[string]any)
	if !ok || depth == 0 {
		return nil
	}
	if e, ok := o["_embedded"].(map[string]any); ok {
		return longest(e, func(string, []any) bool { return true })
	}
	if identified(o) {
		return nil
	}
	alone := alone(o)
	if list := longest(o, func(name string, a []any) bool {
		n := squeezed(name)
		switch {
		case besides(name, a):
			return false
		case wrappers[n] && n != "items" && n != "values" && n != "contents" && n != "entries":
			return true
		case len(a) > 0 && allIdentified(a):
			return true
		}
		return alone
	}); list != nil {
		return list
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		inside, ok := o[name].(map[string]any)
		if ok && (wrappers[squeezed(name)] || alone && !besides(name, inside)) {
			if list := records(inside, depth-1); list != nil {
				return list
			}
		}
	}
	return nil
}

// longest is the longest array among the properties that fits, the first by
// name among equals.
func longest(o map[string]any, fits func(name string, a []any) bool) []any {
	var best []any
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if a, ok := o[name].([]any); ok && fits(name, a) && (best == nil || len(a) > len(best)) {
			best = a
		}
	}
	return best
}

// besides tells whether the property stands beside what was asked for.
func besides(name string, v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return besideFull[squeezed(name)]
	}
	return beside[squeezed(name)]
}

// alone tells whether at most one property says more than an envelope does.
func alone(o map[string]any) bool {
	more := 0
	for name, v := range o {
		if !besides(name, v) && !empty(v) {
			more++
		}
	}
	return more <= 1
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// identified tells whether the object has an identifier of its own.
func identified(o map[string]any) bool {
	for _, k := range []string{"_id", "id", "uuid", "Id", "ID"} {
		if identifierText(o[k]) != "" && o["jsonrpc"] == nil {
			return true
		}
	}
	return false
}

func allIdentified(a []any) bool {
	for _, e := range a {
		if o, ok := flat(e).(map[string]any); !ok || !identified(o) {
			return false
		}
	}
	return true
}

// flat makes a plain document of a JSON:API resource, a GraphQL edge or a
// search hit.
func flat(v any) any {
	o, ok := v.(map[string]any)
	if !ok {
		return v
	}
	inner, ok := o["attributes"].(map[string]any)
	if ok && (o["type"] != nil || o["id"] != nil) {
		return merged(inner, o, "id", "type")
	}
	if inner, ok := o["node"].(map[string]any); ok && len(o) <= 2 {
		return flat(inner)
	}
	if inner, ok := o["_source"].(map[string]any); ok {
		return merged(inner, o, "_id")
	}
	return v
}

func merged(inner, outer map[string]any, keep ...string) map[string]any {
	m := maps.Clone(inner)
	for _, k := range keep {
		if _, there := m[k]; !there && outer[k] != nil {
			m[k] = outer[k]
		}
	}
	return m
}

// Unwrap returns the document inside an envelope, and the body itself where
// there is none. A JSON:API resource becomes its attributes with id and type.
// An identifier beside a document that has none is taken along.
func Unwrap(body any) any { return unwrap(decoded(body), deepestEnvelope) }

func unwrap(body any, depth int) any {
	o, ok := body.(map[string]any)
	if !ok || depth == 0 {
		return body
	}
	if f, ok := flat(o).(map[string]any); ok && f["attributes"] == nil && o["attributes"] != nil {
		return f
	}
	if identified(o) || o["_links"] != nil {
		return body
	}
	name, ok := inside(o)
	if !ok {
		return body
	}
	doc, ok := unwrap(o[name], depth-1).(map[string]any)
	if !ok {
		return body
	}
	if identified(doc) {
		return doc
	}
	for k, v := range o {
		if k != name && identifying(k) && identifierText(v) != "" && doc[k] == nil {
			doc = maps.Clone(doc)
			doc[k] = v
		}
	}
	return doc
}

// inside names the property that holds the enveloped document.
func inside(o map[string]any) (string, bool) {
	var found []string
	only := true
	for _, name := range slices.Sorted(maps.Keys(o)) {
		n := squeezed(name)
		inner, isObject := o[name].(map[string]any)
		switch {
		case isObject && len(inner) > 0 && !besides(name, inner):
			if _, extended := extendedJSON(inner); extended {
				only = false
				continue
			}
			found = append(found, name)
		case n == "status" && !statusWord(o[name]):
			only = false
		case !besides(name, o[name]) && !identifying(name) && o[name] != nil:
			only = false
		}
	}
	for _, name := range found {
		if wrappers[squeezed(name)] {
			return name, true
		}
	}
	if len(found) == 1 && only {
		return found[0], true
	}
	return "", false
}

// statusWord tells whether a status is one of an answer, not of a document
// ("active", "shipped").
func statusWord(v any) bool {
	s, ok := v.(string)
	if !ok {
		return true
	}
	switch strings.ToLower(s) {
	case "success", "ok", "error", "fail", "failed", "created", "updated", "done", "found", "true", "false":
		return true
	}
	return false
}
