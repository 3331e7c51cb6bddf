package world

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/mend"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Unbuildable says why no request, or no answer with a 2xx, could be had.
type Unbuildable struct {
	Operation *api.Operation
	Who       string
	Why       string
	Exchange  *wire.Exchange // the last refusal, or nil
}

func (u *Unbuildable) Error() string {
	return fmt.Sprintf("%s as %s: %s", u.Operation, u.Who, u.Why)
}

// Refused tells whether err is an answer that says who may not: 401 or 403.
func Refused(err error) bool {
	var u *Unbuildable
	return errors.As(err, &u) && u.Exchange != nil && (u.Exchange.Status == 401 || u.Exchange.Status == 403)
}

// template is a request that worked, so that the next one is built at once.
type template struct {
	request  *request.Request
	unique   string
	password string // of the account that it signs up, "" for other operations
	canaries []string
	distinct []string // pointers to values that the API wants to be different each time
}

// builder makes one request.
type builder struct {
	w     *World
	op    *api.Operation
	who   *identity.Identity
	about []*Object
	depth int

	refs     map[string]any // JSON pointer or parameter name → identifier
	unique   string
	password string // of the account that it signs up, "" for other operations
	canaries []string
	distinct []string
	lessons  map[string]any
}

// maxDepth bounds objects that need objects: five levels of nesting are more
// than any API that was seen has.
const maxDepth = 5

type depthKey struct{}

func depthOf(ctx context.Context) int {
	d, _ := ctx.Value(depthKey{}).(int)
	return d
}

// Build makes a request of op as who would honestly make it. Where it takes
// identifiers, those of the given objects are used, else of who's own.
func (w *World) Build(ctx context.Context, op *api.Operation, who *identity.Identity, about ...*Object) (*request.Request, error) {
	r, _, err := w.build(ctx, op, who, about)
	return r, err
}

func (w *World) build(ctx context.Context, op *api.Operation, who *identity.Identity, about []*Object) (*request.Request, *builder, error) {
	b := &builder{w: w, op: op, who: who, about: about, depth: depthOf(ctx), refs: map[string]any{}, unique: w.unique(op)}
	if w.Outline.Purpose(op) == outline.SignUp {
		b.password = newPassword()
	}
	if b.depth > maxDepth {
		return nil, nil, &Unbuildable{op, who.Name, "objects need each other more than five deep", nil}
	}
	ctx = context.WithValue(ctx, depthKey{}, b.depth+1)
	if err := b.references(ctx); err != nil {
		return nil, nil, err
	}
	w.mu.Lock()
	t := w.templates[op]
	w.mu.Unlock()
	if err := b.sought(ctx); err != nil {
		return nil, nil, err
	}
	if t != nil {
		return b.fromTemplate(t), b, nil
	}
	r, err := b.fresh(fill.Full)
	return r, b, err
}

// sought makes a search look for who's own object: an invented value in one of
// its fields would hide all that the others find.
func (b *builder) sought(ctx context.Context) error {
	res := b.w.Outline.Resource(b.op)
	content := bodyContent(b.op)
	if b.w.Outline.Purpose(b.op) != outline.Search || res == nil || res == b.w.Outline.Accounts || content == nil || content.Schema == nil || b.who.IsAnonymous() {
		return nil
	}
	var obj *Object
	if i := slices.IndexFunc(b.about, func(o *Object) bool { return o.Resource == res }); i >= 0 {
		obj = b.about[i]
	} else {
		var err error
		if obj, err = b.w.Own(ctx, res, b.who); Stops(err) {
			return err
		} else if err != nil {
			return nil
		}
	}
	for _, p := range content.Schema.Properties {
		if v, ok := obj.Values[p.Name]; ok && !lexicon.Identifier(p.Name) {
			if b.lessons == nil {
				b.lessons = map[string]any{}
			}
			b.lessons[p.Name] = v
		}
	}
	return nil
}

// unique is a text that makes names of the request unique; those of accounts
// begin with [AccountPrefix].
func (w *World) unique(op *api.Operation) string {
	if w.Outline.Purpose(op) == outline.SignUp {
		return AccountPrefix + w.Random()[:8]
	}
	return w.Random()[:10]
}

// newPassword is one that nobody knows: the account may stay on the target.
// It has what validators ask for, an upper and a lower case letter, a digit
// and a symbol.
func newPassword() string { return "Zq7!" + strings.ToLower(rand.Text()[:12]) }

// references finds a value for each place that takes an identifier.
func (b *builder) references(ctx context.Context) error {
	for _, slot := range b.w.Outline.Slots(b.op) {
		required := slot.In == "path" || b.requires(slot)
		if v, ok := b.fromAbout(slot); ok {
			b.refs[slot.Name] = many(slot, v)
			continue
		}
		if !required && (slot.Resource == b.w.Outline.Accounts || slot.In == "query") {
			// An optional owner is who calls, and an optional filter is none.
			if slot.In == "body" && !lexicon.Owner(slot.Name[strings.LastIndexByte(slot.Name, '/')+1:]) {
				if err := b.partner(ctx, slot); err != nil {
					return err
				}
			}
			continue
		}
		obj, err := b.w.Own(ctx, slot.Resource, b.who)
		if err != nil {
			if Stops(err) {
				return err
			}
			if v, ok := ofAccount(b.who, slot.Name); ok && slot.In == "path" {
				b.refs[slot.Name] = v
				continue
			}
			if slot.In == "path" {
				return &Unbuildable{b.op, b.who.Name, fmt.Sprintf("no %s to put in {%s}: %v", slot.Resource.Name, slot.Name, err), nil}
			}
			continue
		}
		if v, ok := obj.Value(slot.Name); ok {
			b.refs[slot.Name] = many(slot, v)
			if slot.In == "path" {
				b.about = append(b.about, obj) // deeper slots follow the same chain
			}
		}
	}
	return nil
}

// partner puts in the account of someone else where a recipient or an assignee
// is asked for: of nobody that the checks compare, if that can be had.
func (b *builder) partner(ctx context.Context, slot outline.Slot) error {
	if p := b.w.Outline.Purpose(b.op); p == outline.SignUp || p == outline.Login || b.w.Mode == Passive {
		return nil
	}
	others := []*identity.Identity{b.who}
	spare, err := b.w.Spare(ctx)
	if Stops(err) {
		return err
	}
	if err == nil {
		others = append([]*identity.Identity{spare}, others...)
	}
	for _, other := range others {
		if v, ok := pick(other.Account(), slot.Name, b.w.Outline.Accounts.Name); ok {
			b.refs[slot.Name] = many(slot, v)
			return nil
		}
	}
	return nil
}

// ofAccount is the value that the account has under the name of a path
// parameter: the clinic or company in which someone works. It is not one of
// those that tell who the account is.
func ofAccount(who *identity.Identity, name string) (any, bool) {
	account := who.Account()
	for _, key := range sortedKeys(account) {
		same := plain(key) == plain(name) || plain(key) == plain(lexicon.Stem(name)) || plain(lexicon.Stem(key)) == plain(name)
		if v, ok := scalarID(account[key]); ok && same && plain(key) != "id" && plain(key) != "" {
			return v, true
		}
	}
	return nil, false
}

func many(slot outline.Slot, v any) any {
	if slot.Many {
		return []any{v}
	}
	return v
}

// fromAbout takes the identifier from the objects that the request is about,
// or from the path under which they live.
func (b *builder) fromAbout(slot outline.Slot) (any, bool) {
	for _, obj := range b.about {
		if obj.Resource == slot.Resource {
			return obj.Value(slot.Name)
		}
	}
	if slot.In != "path" {
		return nil, false
	}
	for _, obj := range b.about {
		if v, ok := obj.Path[slot.Name]; ok {
			return v, true
		}
		// The same place under another name: /users/{id}/orders and
		// /users/{user_id}/orders/{order_id}.
		i := slices.Index(b.op.PathParameters(), slot.Name)
		if names := api.TemplateNames(obj.Resource.Kind); i >= 0 && i < len(names) {
			if v, ok := obj.Path[names[i]]; ok {
				return v, true
			}
		}
	}
	return nil, false
}

func (b *builder) requires(slot outline.Slot) bool {
	if slot.In != "body" {
		p := b.op.Parameter(slot.In, slot.Name)
		return p != nil && p.Required
	}
	if b.op.Body == nil {
		return false
	}
	content := bodyContent(b.op)
	if content == nil {
		return false
	}
	s := content.Schema
	for _, part := range strings.Split(strings.TrimPrefix(slot.Name, "/"), "/") {
		if s == nil {
			return false
		}
		if s.Items != nil && s.Property(part) == nil {
			s = s.Items
			continue
		}
		if !s.Requires(part) {
			return false
		}
		s = s.Property(part)
	}
	return true
}

// bodyContent is the media type to send: JSON where there is a choice.
func bodyContent(op *api.Operation) *api.Content {
	if op.Body == nil || len(op.Body.Contents) == 0 {
		return nil
	}
	if c := api.JSON(op.Body.Contents); c != nil {
		return c
	}
	return &op.Body.Contents[0]
}

func (b *builder) source() *fill.Source {
	known := map[string]any{}
	if b.password != "" {
		known["password"] = b.password
	}
	switch b.w.Outline.Purpose(b.op) {
	case outline.Login, outline.Reset, outline.Refresh:
		maps.Copy(known, b.who.Account())
	case outline.Update:
		maps.Copy(known, b.entrance())
	}
	maps.Copy(known, b.lessons)
	return &fill.Source{
		Unique: b.unique,
		Known:  known,
		Canary: func(string) string {
			return b.plant()
		},
		Reference: func(place string) (any, bool) {
			v, ok := b.refs[place]
			return v, ok
		},
	}
}

// entrance is what who logs in with, where the request changes who's own
// account: an honest call leaves it as it is.
func (b *builder) entrance() map[string]any {
	own := slices.ContainsFunc(b.about, func(o *Object) bool { return o.account && o.Owner == b.who })
	kept := map[string]any{}
	if !own || !b.w.HasLogin(b.who) {
		return kept
	}
	for name, v := range b.who.Account() {
		if lexicon.Password(name) || passwordWord(name) || lexicon.Username(name) || lexicon.Email(name) || plain(name) == "login" {
			kept[name] = v
		}
	}
	return kept
}

// plant makes a canary that the evidence may show: it is no secret, although
// it stands where one is expected.
func (b *builder) plant() string {
	c := b.w.Random()
	b.w.Masker.Show(c)
	b.canaries = append(b.canaries, c)
	return c
}

func (b *builder) fresh(level fill.Level) (*request.Request, error) {
	r := &request.Request{Operation: b.op, Path: map[string]string{}, Query: url.Values{}, Header: map[string]string{}, Cookie: map[string]string{}}
	src := b.source()
	for _, name := range b.op.PathParameters() {
		if v, ok := b.refs[name]; ok {
			r.Path[name] = request.Text(v)
			continue
		}
		p := b.op.Parameter("path", name)
		if p == nil {
			p = &api.Parameter{Name: name, In: "path", Required: true}
		}
		if p.Example == nil && (p.Schema == nil || p.Schema.Example == nil && len(p.Schema.Enum) == 0) {
			if v, ok := pick(b.who.Account(), name, ""); ok && lexicon.Account(lexicon.Stem(name)) {
				r.Path[name] = request.Text(v)
				continue
			}
		}
		src.Canary = nil
		r.Path[name] = request.Text(fill.Parameter(p, src))
	}
	src = b.source()
	for _, p := range b.op.Parameters {
		_, ref := b.refs[p.Name]
		if p.In == "path" || !p.Required && !ref && b.lessons[p.Name] == nil {
			continue
		}
		src.Canary = nil // a canary in a query would find nothing
		if v := fill.Parameter(p, src); v != nil {
			*r = *r.With(request.Place{In: p.In, Name: p.Name}, v)
		}
	}
	content := bodyContent(b.op)
	if content == nil {
		return r, nil
	}
	src = b.source()
	r.Media = content.MediaType
	if m, ok := b.lessons[mend.Media].(string); ok {
		r.Media = m
	}
	if strings.Contains(r.Media, "*") {
		r.Media = request.JSON
	}
	schema := content.Schema
	if content.Example != nil && (schema == nil || schema.Example == nil) {
		withExample := api.Schema{}
		if schema != nil {
			withExample = *schema
		}
		withExample.Example = content.Example
		schema = &withExample
	}
	r.Body = fill.Body(schema, src, level)
	return r, nil
}

// fromTemplate repeats a request that worked with new canaries, unique
// values and identifiers.
func (b *builder) fromTemplate(t *template) *request.Request {
	swap := []string{}
	if t.password != "" {
		swap = append(swap, t.password, b.password)
	}
	if t.unique != "" {
		swap = append(swap, t.unique, b.unique)
	}
	for _, old := range t.canaries {
		swap = append(swap, old, b.plant())
	}
	replacer := strings.NewReplacer(swap...)
	r := t.request.Clone()
	r.Body = replaceText(r.Body, replacer)
	for _, values := range r.Query {
		for i := range values {
			values[i] = replacer.Replace(values[i])
		}
	}
	for name, v := range r.Path {
		r.Path[name] = replacer.Replace(v)
	}
	for _, at := range t.distinct {
		if v, ok := compare.Get(r.Body, at); ok {
			r.Body = compare.Set(r.Body, at, b.w.Similar(v))
		}
	}
	for name, v := range b.lessons { // what a search looks for is each one's own
		if _, there := compare.Get(r.Body, "/"+name); there {
			r.Body = compare.Set(r.Body, "/"+name, v)
		}
	}
	for _, slot := range b.w.Outline.Slots(b.op) {
		v, ok := b.refs[slot.Name]
		if !ok {
			continue
		}
		place := request.Place{In: slot.In, Name: slot.Name}
		if _, there := r.Value(place); there || slot.In == "path" {
			*r = *r.With(place, v)
		}
	}
	for _, name := range b.op.PathParameters() {
		if _, ref := b.refs[name]; ref {
			continue
		}
		if v, ok := pick(b.who.Account(), name, ""); ok && lexicon.Account(lexicon.Stem(name)) {
			r.Path[name] = request.Text(v)
		}
	}
	if p := b.w.Outline.Purpose(b.op); p == outline.Login {
		for _, leaf := range compare.Leaves(r.Body) {
			base := leaf.Pointer[strings.LastIndexByte(leaf.Pointer, '/')+1:]
			if v, ok := b.who.Account()[base]; ok {
				r.Body = compare.Set(r.Body, leaf.Pointer, v)
			}
		}
	}
	return r
}

func replaceText(v any, replacer *strings.Replacer) any {
	switch v := v.(type) {
	case string:
		return replacer.Replace(v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = replaceText(e, replacer)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = replaceText(e, replacer)
		}
		return out
	}
	return v
}
