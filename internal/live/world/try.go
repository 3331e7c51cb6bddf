package world

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/mend"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// maxRepairs bounds the corrections of one request: each teaches at least
// one property, and more than this many wrong ones are hopeless.
const maxRepairs = 8

// Try builds a request of op as who, sends it, and corrects it by what the
// answers complain of until one is 2xx. The error is an [Unbuildable] when
// none is.
func (w *World) Try(ctx context.Context, op *api.Operation, who *identity.Identity, about ...*Object) (*request.Request, *wire.Exchange, error) {
	r, ex, _, err := w.try(ctx, op, who, about)
	return r, ex, err
}

func (w *World) try(ctx context.Context, op *api.Operation, who *identity.Identity, about []*Object) (*request.Request, *wire.Exchange, *builder, error) {
	r, b, err := w.build(ctx, op, who, about)
	if err != nil {
		return nil, nil, nil, err
	}
	var first *wire.Exchange
	done := func(ex *wire.Exchange) bool { return w.accepted(op, ex) }
	ex, err := b.attempt(ctx, &r)
	if err != nil {
		return nil, nil, nil, err
	}
	first = ex
	for _, level := range []fill.Level{fill.Required, fill.Examples} {
		if done(ex) || ex.Status == 401 || ex.Status == 403 || bodyContent(op) == nil {
			break
		}
		b.canaries, b.lessons = nil, nil
		if r, err = b.fresh(level); err != nil {
			return nil, nil, nil, err
		}
		if ex, err = b.attempt(ctx, &r); err != nil {
			return nil, nil, nil, err
		}
	}
	if paged, ok := b.paged(r); ok && !done(ex) && (ex.Status == 400 || ex.Status == 422 || ex.Status >= 500) {
		// Code that was only ever called by pages falls over without them.
		r = paged
		if ex, err = b.attempt(ctx, &r); err != nil {
			return nil, nil, nil, err
		}
	}
	if !done(ex) {
		return nil, nil, nil, &Unbuildable{op, who.Name, "answers " + Status(first) + " to " + who.Name, first}
	}
	w.mu.Lock()
	if w.templates[op] == nil {
		w.templates[op] = &template{request: r.Clone(), unique: b.unique, password: b.password, canaries: b.canaries}
	}
	for _, at := range b.distinct {
		if t := w.templates[op]; !slices.Contains(t.distinct, at) {
			t.distinct = append(slices.Clone(t.distinct), at)
		}
	}
	w.mu.Unlock()
	return r, ex, b, nil
}

// attempt sends *r and corrects it until it succeeds or nothing is learned.
func (b *builder) attempt(ctx context.Context, r **request.Request) (*wire.Exchange, error) {
	var ex *wire.Exchange
	for range maxRepairs {
		var err error
		if ex, err = b.w.Send(ctx, b.who, *r); err != nil {
			return nil, err
		}
		if Succeeded(ex) || ex.Status/100 == 3 || ex.Status == 0 || ex.Status == 401 || ex.Status == 403 || ex.Status == 429 {
			return ex, nil
		}
		if ex.Status == 428 && (*r).Header["If-Match"] == "" {
			// RFC 6585, section 3, and RFC 9110, section 13.1.1: whatever it is now.
			*r = (*r).With(request.Place{In: "header", Name: "If-Match"}, "*")
			continue
		}
		before := (*r).Body
		if !b.repair(r, ex) {
			return ex, nil
		}
		if ex.Status == 409 {
			b.distinct = append(b.distinct, b.differing(before, (*r).Body)...)
		}
	}
	return ex, nil
}

// differing lists the pointers to what a repair made another, those aside
// that differ in each request as it is.
func (b *builder) differing(before, after any) []string {
	var out []string
	for _, leaf := range compare.Leaves(after) {
		old, ok := compare.Get(before, leaf.Pointer)
		text := request.Text(old)
		own := strings.Contains(text, b.unique) || slices.ContainsFunc(b.canaries, func(c string) bool { return strings.Contains(text, c) })
		if ok && !own && !compare.Equal(old, leaf.Value, nil) {
			out = append(out, leaf.Pointer)
		}
	}
	return out
}

func (b *builder) repair(r **request.Request, ex *wire.Exchange) bool {
	answer, ok := ex.JSON()
	if !ok {
		answer = ex.Text()
	}
	if b.lessons == nil {
		b.lessons = map[string]any{}
	}
	c := (*r).Clone()
	changed := false
	if content := bodyContent(b.op); content != nil {
		body, lessons, ok := mend.Body(c.Body, ex.Status, answer, content.Schema, b.source())
		if ok {
			maps.Copy(b.lessons, lessons)
			c.Body, changed = body, true
			if m, ok := lessons[mend.Media].(string); ok {
				c.Media = m
			}
		}
	}
	if !changed {
		sent := map[string]any{}
		for name := range c.Query {
			sent[name] = c.Query.Get(name)
		}
		values, lessons, ok := mend.Parameters(sent, ex.Status, answer, b.op.Parameters, b.source())
		if ok {
			maps.Copy(b.lessons, lessons)
			for name, v := range values {
				in := "query"
				if p := b.op.Parameter("header", name); p != nil {
					in = "header"
				}
				c = c.With(request.Place{In: in, Name: name}, v)
			}
			changed = true
		}
	}
	*r = c
	return changed
}

// Succeeded tells whether the answer is 2xx and says no error inside.
func Succeeded(ex *wire.Exchange) bool {
	if !ex.OK() {
		return false
	}
	if body, ok := ex.JSON(); ok {
		if _, bad := compare.ErrorInside(body); bad {
			return false
		}
	}
	return true
}

// Status is the answer in a word: 403, no answer, 200 with an error inside.
func Status(ex *wire.Exchange) string {
	switch {
	case ex.Status == 0:
		return "nothing"
	case ex.OK() && !Succeeded(ex):
		return fmt.Sprintf("%d with an error inside", ex.Status)
	default:
		return fmt.Sprint(ex.Status)
	}
}
