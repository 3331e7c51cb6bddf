// Package request is a call of an operation before it is put on the wire:
// values by place, so that a check can change one and leave the rest.
package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// Media types that a body can be encoded in.
const (
	JSON      = "application/json"
	Form      = "application/x-www-form-urlencoded"
	Multipart = "multipart/form-data"
)

// Request is a call of an operation. The zero value of each place is absent.
type Request struct {
	Operation *api.Operation
	Path      map[string]string // by parameter name, not escaped
	Query     url.Values
	Header    map[string]string
	Cookie    map[string]string
	Body      any    // a JSON value; nil is no body
	Media     string // of Body; empty: JSON
	Raw       []byte // sent as it is in place of Body
	Burst     bool   // see wire.Request
}

// Clone returns a copy that shares nothing that can be changed.
func (r *Request) Clone() *Request {
	c := *r
	c.Path = maps.Clone(r.Path)
	c.Header = maps.Clone(r.Header)
	c.Cookie = maps.Clone(r.Cookie)
	c.Query = url.Values{}
	for k, v := range r.Query {
		c.Query[k] = slices.Clone(v)
	}
	c.Body = compare.Clone(r.Body)
	return &c
}

// Place is one value of a request: In is path, query, header or body; Name
// is the parameter, or the JSON pointer below the body.
type Place struct {
	In   string
	Name string
}

// String is the form used in findings: query.user_id, body.items.0.price.
func (p Place) String() string {
	name := strings.TrimPrefix(p.Name, "/")
	if p.In == "body" {
		name = strings.ReplaceAll(name, "/", ".")
	}
	if name == "" {
		return p.In
	}
	return p.In + "." + name
}

// Base is the last word of the place: price of body.items.0.price.
func (p Place) Base() string {
	return p.Name[strings.LastIndexByte(p.Name, '/')+1:]
}

// With returns a copy with the value at the place. Outside the body values
// become text.
func (r *Request) With(p Place, v any) *Request {
	c := r.Clone()
	switch p.In {
	case "path":
		if c.Path == nil {
			c.Path = map[string]string{}
		}
		c.Path[p.Name] = Text(v)
	case "query":
		c.Query[p.Name] = []string{Text(v)}
	case "header":
		if c.Header == nil {
			c.Header = map[string]string{}
		}
		c.Header[p.Name] = Text(v)
	case "cookie":
		if c.Cookie == nil {
			c.Cookie = map[string]string{}
		}
		c.Cookie[p.Name] = Text(v)
	case "body":
		if c.Body == nil {
			c.Body = map[string]any{}
		}
		c.Body = compare.Set(c.Body, p.Name, v)
	}
	return c
}

// Value returns what is at the place.
func (r *Request) Value(p Place) (any, bool) {
	switch p.In {
	case "path":
		v, ok := r.Path[p.Name]
		return v, ok
	case "query":
		if v, ok := r.Query[p.Name]; ok && len(v) > 0 {
			return v[0], true
		}
	case "header":
		v, ok := r.Header[p.Name]
		return v, ok
	case "cookie":
		v, ok := r.Cookie[p.Name]
		return v, ok
	case "body":
		return compare.Get(r.Body, p.Name)
	}
	return nil, false
}

// Places lists the query values and the scalar leaves of the body, sorted.
func (r *Request) Places() []Place {
	var places []Place
	for _, name := range slices.Sorted(maps.Keys(r.Query)) {
		places = append(places, Place{"query", name})
	}
	for _, leaf := range compare.Leaves(r.Body) {
		if leaf.Pointer != "" {
			places = append(places, Place{"body", leaf.Pointer})
		}
	}
	return places
}

// ErrMissing is returned for a path template with a parameter that has no
// value.
var ErrMissing = errors.New("path parameter without a value")

// Wire encodes the request below base, which has no trailing slash.
func (r *Request) Wire(base string) (wire.Request, error) {
	path := r.Operation.Path
	for _, name := range r.Operation.PathParameters() {
		v, ok := r.Path[name]
		if !ok || v == "" {
			return wire.Request{}, fmt.Errorf("%s: %w: %s", r.Operation, ErrMissing, name)
		}
		path = strings.ReplaceAll(path, "{"+name+"}", escapeSegment(v))
	}
	w := wire.Request{Method: r.Operation.Method, URL: base + path, Header: http.Header{}, Burst: r.Burst}
	if len(r.Query) > 0 {
		w.URL += "?" + r.Query.Encode()
	}
	w.Header.Set("Accept", "application/json")
	for k, v := range r.Header {
		w.Header.Set(k, v)
	}
	for _, k := range slices.Sorted(maps.Keys(r.Cookie)) {
		w.Header.Add("Cookie", (&http.Cookie{Name: k, Value: r.Cookie[k]}).String())
	}
	if err := r.encodeBody(&w); err != nil {
		return wire.Request{}, fmt.Errorf("%s: encoding the body: %w", r.Operation, err)
	}
	return w, nil
}

func (r *Request) encodeBody(w *wire.Request) error {
	media := r.Media
	if media == "" {
		media = JSON
	}
	switch {
	case r.Raw != nil:
		w.Body = r.Raw
	case r.Body == nil:
		return nil
	case strings.HasPrefix(media, Form):
		w.Body = []byte(formValues(r.Body).Encode())
	case strings.HasPrefix(media, Multipart):
		var buf bytes.Buffer
		form := multipart.NewWriter(&buf)
		values := formValues(r.Body)
		for _, k := range slices.Sorted(maps.Keys(values)) {
			for _, v := range values[k] {
				if err := form.WriteField(k, v); err != nil {
					return err
				}
			}
		}
		if err := form.Close(); err != nil {
			return err
		}
		media, w.Body = form.FormDataContentType(), buf.Bytes()
	default:
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r.Body); err != nil {
			return err
		}
		w.Body = bytes.TrimRight(buf.Bytes(), "\n")
	}
	if w.Header.Get("Content-Type") == "" {
		w.Header.Set("Content-Type", media)
	}
	return nil
}

// formValues flattens a JSON object as HTML forms do; what is nested becomes
// bracket syntax.
func formValues(body any) url.Values {
	values := url.Values{}
	var add func(name string, v any)
	add = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if name != "" {
					k = name + "[" + k + "]"
				}
				add(k, e)
			}
		case []any:
			for _, e := range v {
				add(name, e)
			}
		default:
			values.Add(name, Text(v))
		}
	}
	add("", body)
	return values
}

// escapeSegment escapes a value for one segment of a path. "." and ".."
// would be resolved on the way, so they are escaped too.
func escapeSegment(v string) string {
	if v == "." || v == ".." {
		return strings.ReplaceAll(v, ".", "%2E")
	}
	return url.PathEscape(v)
}

// Text is a value as it stands in a query, a path or a form.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any, []any:
		b, _ := json.Marshal(v)
		return string(b)
	case float64:
		b, _ := json.Marshal(v)
		return string(b)
	default:
		return fmt.Sprint(v)
	}
}
