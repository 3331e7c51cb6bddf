package world

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// Content is what a request shows one identity, so that it is recognised in
// the answer to another.
type Content struct {
	Who      *identity.Identity
	Request  *request.Request
	Exchange *wire.Exchange // the last of some equal ones
	Stable   bool           // something in it stays from one answer to the next
	mask     compare.Mask
	body     any
	declared bool // the contract declares the media type of an answer that is no JSON
}

// Beside sends the request as who three times and the other's between them,
// so that what changes meanwhile is not taken for a difference.
func (w *World) Beside(ctx context.Context, who *identity.Identity, r *request.Request, other func() (*wire.Exchange, error)) (*Content, []*wire.Exchange, error) {
	c := &Content{Who: who, Request: r}
	var theirs []*wire.Exchange
	var bodies []any
	answered := true
	for round := range baselines {
		var err error
		if c.Exchange, err = w.Send(ctx, who, r); err != nil {
			return nil, nil, err
		}
		answered = answered && Succeeded(c.Exchange)
		if c.body, _ = c.Exchange.JSON(); c.body != nil {
			bodies = append(bodies, c.body)
		}
		if round == baselines-1 {
			break
		}
		ex, err := other()
		if err != nil {
			return nil, nil, err
		}
		theirs = append(theirs, ex)
	}
	c.mask = compare.Volatile(bodies...)
	c.declared = answered && declares(r.Operation, c.Exchange.MediaType())
	c.Stable = answered && telling(c.body, "", "", c.mask)
	if !answered {
		c.body = nil
	}
	return c, theirs, nil
}

// Trivial tells whether the content says nothing but how it went.
func (c *Content) Trivial() bool {
	return !c.Stable && !c.declared && !telling(c.body, "", "", nil)
}

// Telling tells whether an answer says more than how it went.
func Telling(ex *wire.Exchange) bool {
	body, _ := ex.JSON()
	return Succeeded(ex) && telling(body, "", "", nil)
}

// Same tells whether another's answer is the same content. Of a list that
// grows meanwhile, most records of the shorter answer must be in the longer.
func (c *Content) Same(ex *wire.Exchange) bool {
	if !Succeeded(ex) {
		return false
	}
	if c.Stable || c.declared {
		return Digest(ex, c.mask) == Digest(c.Exchange, c.mask)
	}
	theirs, ok := ex.JSON()
	return ok && mostlyShared(compare.Records(c.body), compare.Records(theirs))
}

// Alike is the digest of an answer without what changes by itself here.
func (c *Content) Alike(ex *wire.Exchange) string { return Digest(ex, c.mask) }

// Says calls yes with the names and values of the scalar properties until it
// returns true.
func (c *Content) Says(yes func(name string, v any) bool) bool {
	return slices.ContainsFunc(compare.Leaves(c.body), func(l compare.Leaf) bool {
		return yes(PropertyName(l.Pointer), l.Value)
	})
}

// sharedOfTen is how many of ten records two pages of one growing list have
// in common at least: a page that other callers' own records fill has few.
const sharedOfTen = 8

func mostlyShared(a, b []any) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	free := map[string]int{}
	for _, record := range b {
		free[recordDigest(record)]++
	}
	shared, told := 0, false
	for _, record := range a {
		key := recordDigest(record)
		if free[key] > 0 {
			free[key]--
			shared++
			told = told || telling(record, "", "", nil)
		}
	}
	return told && shared*10 >= len(a)*sharedOfTen
}

func recordDigest(record any) string {
	return compare.Digest(200, "", record, "", compare.Volatile(record))
}

// envelopes are names of what says how it went, not what there is.
var envelopes = wordSet(`status message msg ok success code error errors page limit offset total count perpage pagesize pages
	hasmore next prev previous size skip totalpages totalcount currentpage info version statuscode result detail`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(list) {
		set[n] = true
	}
	return set
}

// telling tells whether an unmasked leaf says something of its own: a text or
// a number that is no part of an envelope.
func telling(v any, name, at string, m compare.Mask) bool {
	if m[at] {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			place := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(k)
			if telling(v[k], k, place, m) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if telling(e, name, at+"/*", m) {
				return true
			}
		}
	case string:
		return v != "" && !envelopes[plain(name)]
	case float64:
		return !envelopes[plain(name)]
	}
	return false
}

// declares tells whether the contract declares the media type, other than
// HTML, for an answer that is not JSON: an error page or a page that hosts an
// application comes to everybody.
func declares(op *api.Operation, media string) bool {
	if media == "" || strings.Contains(media, "json") || strings.Contains(media, "html") {
		return false
	}
	success := op.Success()
	return success != nil && slices.ContainsFunc(success.Contents, func(c api.Content) bool {
		declared, _, _ := strings.Cut(strings.ToLower(c.MediaType), ";")
		return strings.TrimSpace(declared) == media
	})
}

// PropertyName is the property that holds the value at a JSON pointer; of an
// element of an array, the one that holds the array.
func PropertyName(pointer string) string {
	parts := strings.Split(pointer, "/")
	for _, part := range slices.Backward(parts) {
		if _, err := strconv.Atoi(part); err != nil {
			return strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		}
	}
	return ""
}

// SameProperties tells whether two answers have the same status, and
// properties of the same names: what is known of an operation that shows no
// effect. Types do not count: an owner may be null.
func SameProperties(a, b *wire.Exchange) bool {
	return a.Status == b.Status && slices.Equal(properties(a), properties(b))
}

func properties(ex *wire.Exchange) []string {
	body, _ := ex.JSON()
	var found []string
	for _, leaf := range compare.Leaves(body) {
		found = append(found, PropertyName(leaf.Pointer))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// KeptFromOthers is [World.Privacy] by the design and listings alone: it does
// not ask whether anonymous reads it.
func (w *World) KeptFromOthers(ctx context.Context, v *View, stranger *identity.Identity) (Privacy, error) {
	if p, stated := w.PrivacyByDesign(v, stranger); stated {
		return p, nil
	}
	return w.privacyByListing(ctx, v, stranger)
}

// Mentioned lists the objects that the scan made and that the request names
// in its path.
func (w *World) Mentioned(r *request.Request) []*Object {
	var objs []*Object
	for _, obj := range w.Created() {
		id := obj.ID()
		for _, v := range r.Path {
			if id != "" && v == id {
				objs = append(objs, obj)
				break
			}
		}
	}
	return objs
}
