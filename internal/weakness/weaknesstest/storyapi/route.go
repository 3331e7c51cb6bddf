package storyapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// route is a method and a template: /orders/{id}, with converters as in
// Flask: {id:int} matches digits alone and gives a number, {rest:path} takes
// all that remains.
type route struct {
	method   string
	segments []segment
	handler  goja.Callable
}

type segment struct {
	text      string // of a fixed one
	name      string // of a parameter
	converter string // "", int, path
}

type routes []route

func readTemplate(template string) ([]segment, error) {
	if !strings.HasPrefix(template, "/") {
		return nil, fmt.Errorf("the route %q does not start with /", template)
	}
	var segments []segment
	for _, part := range strings.Split(template[1:], "/") {
		inner, open := strings.CutPrefix(part, "{")
		inner, closed := strings.CutSuffix(inner, "}")
		if !open || !closed {
			if strings.ContainsAny(part, "{}") {
				return nil, fmt.Errorf("the route %q: a parameter is a whole segment", template)
			}
			segments = append(segments, segment{text: part})
			continue
		}
		name, converter, _ := strings.Cut(inner, ":")
		if name == "" || !slices.Contains([]string{"", "int", "path"}, converter) {
			return nil, fmt.Errorf("the route %q: cannot read {%s}", template, inner)
		}
		segments = append(segments, segment{name: name, converter: converter})
	}
	return segments, nil
}

func (rs *routes) add(method, template string, handler goja.Callable) error {
	segments, err := readTemplate(template)
	if err != nil {
		return err
	}
	for _, r := range *rs {
		if r.method == method && slices.EqualFunc(r.segments, segments, sameSegment) {
			return fmt.Errorf("the route %s %s is there twice", method, template)
		}
	}
	*rs = append(*rs, route{method, segments, handler})
	return nil
}

func sameSegment(a, b segment) bool { return a.text == b.text && a.converter == b.converter }

// found is what a path leads to: a handler, or the verbs that the path has.
type found struct {
	handler goja.Callable
	allowed []string
}

// find returns the most specific route: fixed segments win from left to
// right. GET answers HEAD.
func (rs routes) find(method, escaped string) (found, bson.D) {
	parts := strings.Split(strings.TrimPrefix(escaped, "/"), "/")
	for i, p := range parts {
		if plain, err := url.PathUnescape(p); err == nil {
			parts[i] = plain
		}
	}
	var best *route
	params := bson.D{}
	var allowed []string
	for i := range rs {
		r := &rs[i]
		got, ok := r.match(parts)
		if !ok {
			continue
		}
		allowed = append(allowed, r.method)
		if r.method == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
		if !r.answers(method) || best != nil && !r.before(best, method) {
			continue
		}
		best, params = r, got
	}
	if best != nil {
		return found{handler: best.handler}, params
	}
	if allowed != nil {
		allowed = append(allowed, http.MethodOptions)
		slices.Sort(allowed)
		allowed = slices.Compact(allowed)
	}
	return found{allowed: allowed}, params
}

func (r *route) answers(method string) bool {
	return r.method == method || r.method == http.MethodGet && method == http.MethodHead
}

func (r *route) before(other *route, method string) bool {
	for i := range min(len(r.segments), len(other.segments)) {
		if d := r.segments[i].rank() - other.segments[i].rank(); d != 0 {
			return d < 0
		}
	}
	return r.method == method && other.method != method
}

func (s segment) rank() int {
	switch {
	case s.name == "":
		return 0
	case s.converter == "int":
		return 1
	case s.converter == "":
		return 2
	}
	return 3
}

func (r *route) match(parts []string) (bson.D, bool) {
	params := bson.D{}
	for i, s := range r.segments {
		if i >= len(parts) {
			return nil, false
		}
		part := parts[i]
		var value any = part
		switch {
		case s.name == "":
			if part != s.text {
				return nil, false
			}
			continue
		case part == "":
			return nil, false
		case s.converter == "int":
			n, err := strconv.ParseUint(part, 10, 53)
			if err != nil {
				return nil, false
			}
			value = float64(n)
		case s.converter == "path":
			value = strings.Join(parts[i:], "/")
			return append(params, bson.E{Key: s.name, Value: value}), i == len(r.segments)-1
		}
		params = append(params, bson.E{Key: s.name, Value: value})
	}
	return params, len(parts) == len(r.segments)
}
