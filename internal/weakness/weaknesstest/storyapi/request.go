package storyapi

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// request is one being handled.
type request struct {
	http   *http.Request
	object *goja.Object // what the handler gets
	delay  time.Duration
	line   int // of the log
}

func (r *request) text() string { return " " + r.http.Method + " " + r.http.URL.RequestURI() }

func (s *Server) newRequest(r *http.Request, raw []byte) *request {
	req := &request{http: r, object: s.rt.NewObject()}
	headers, cookies := bson.D{}, bson.D{}
	for name, values := range r.Header {
		headers = append(headers, bson.E{Key: strings.ToLower(name), Value: strings.Join(values, ", ")})
	}
	headers = append(headers, bson.E{Key: "host", Value: r.Host})
	for _, c := range r.Cookies() {
		cookies = append(cookies, bson.E{Key: c.Name, Value: c.Value})
	}
	last, all := readPairs(r.URL.RawQuery)
	for name, v := range map[string]any{
		"method": r.Method, "url": r.URL.RequestURI(), "route": r.URL.Path,
		"headers": headers, "cookies": cookies, "query": last, "queryAll": all,
		"raw": string(raw), "ip": strings.Trim(hostOf(r.RemoteAddr), "[]"),
		"path": bson.D{},
	} {
		documents.Put(req.object, name, documents.ToJS(s.rt, v))
	}
	s.lazy(req.object, "body", func() (goja.Value, error) { return s.body(r, raw) })
	s.credential(req, s.bearer(r))
	return req
}

func hostOf(address string) string {
	if i := strings.LastIndex(address, ":"); i >= 0 {
		return address[:i]
	}
	return address
}

// lazy defines a property that is computed when it is first read, and can be
// assigned.
func (s *Server) lazy(object *goja.Object, name string, compute func() (goja.Value, error)) {
	getter := s.rt.ToValue(func(goja.FunctionCall) goja.Value {
		v, err := compute()
		if err != nil {
			panic(s.thrown(err))
		}
		documents.Put(object, name, v)
		return v
	})
	setter := s.rt.ToValue(func(call goja.FunctionCall) goja.Value {
		documents.Put(object, name, call.Argument(0))
		return goja.Undefined()
	})
	_ = object.DefineAccessorProperty(name, getter, setter, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// readPairs reads a query or a form: the last value of each name, and all of
// them. What is not escaped well stays as it is.
func readPairs(text string) (last, all bson.D) {
	last, all = bson.D{}, bson.D{}
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		last, all = addPair(last, all, unescaped(name), unescaped(value))
	}
	return last, all
}

func addPair(last, all bson.D, name, value string) (bson.D, bson.D) {
	for i := range last {
		if last[i].Key == name {
			last[i].Value = value
			all[i].Value = append(all[i].Value.(bson.A), value)
			return last, all
		}
	}
	return append(last, bson.E{Key: name, Value: value}), append(all, bson.E{Key: name, Value: bson.A{value}})
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// body decodes what the media type says. Broken JSON is answered with 400
// where the handler first reads it; a body of no known type is {}.
func (s *Server) body(r *http.Request, raw []byte) (goja.Value, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		media = ""
	}
	switch {
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		return s.json(string(raw))
	case media == "application/x-www-form-urlencoded":
		last, _ := readPairs(string(raw))
		return documents.ToJS(s.rt, last), nil
	case media == "multipart/form-data":
		fields, err := readParts(raw, params["boundary"])
		if err != nil {
			return nil, s.abort(http.StatusBadRequest, "the body is not a form")
		}
		return documents.ToJS(s.rt, fields), nil
	}
	return s.rt.NewObject(), nil
}

func (s *Server) json(text string) (goja.Value, error) {
	parse, _ := goja.AssertFunction(s.rt.GlobalObject().Get("JSON").(*goja.Object).Get("parse"))
	v, err := parse(goja.Undefined(), s.rt.ToValue(text))
	if err != nil {
		return nil, s.abort(http.StatusBadRequest, "the body is not valid JSON")
	}
	return v, nil
}

// readParts reads the fields of a multipart form, files as their text.
func readParts(raw []byte, boundary string) (bson.D, error) {
	last, all := bson.D{}, bson.D{}
	reader := multipart.NewReader(bytes.NewReader(raw), boundary)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return last, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		last, all = addPair(last, all, part.FormName(), string(text))
	}
}
