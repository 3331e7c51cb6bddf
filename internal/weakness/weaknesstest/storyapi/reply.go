package storyapi

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/dop251/goja"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// answer is what goes out on the wire.
type answer struct {
	status  int
	headers http.Header
	body    []byte
	delay   time.Duration
}

var internalError = answer{
	status:  http.StatusInternalServerError,
	headers: http.Header{"Content-Type": {"application/json"}},
	body:    []byte(`{"error":"internal server error"}`),
}

// newReply makes the object that reply() returns: {status, body, headers}
// with a prototype of its own, by which it is known again.
func (s *Server) newReply(status int, body goja.Value, headers *goja.Object) *goja.Object {
	object := s.rt.CreateObject(s.reply)
	if headers == nil {
		headers = s.rt.NewObject()
	}
	documents.Put(object, "status", s.rt.ToValue(status))
	documents.Put(object, "body", body)
	documents.Put(object, "headers", headers)
	return object
}

func errorBody(rt *goja.Runtime, text string) goja.Value {
	object := rt.NewObject()
	documents.Put(object, "error", rt.ToValue(text))
	return object
}

// abort is a reply to throw.
func (s *Server) abort(status int, text string) error {
	return s.rt.Try(func() { panic(s.newReply(status, errorBody(s.rt, text), nil)) })
}

func (s *Server) isReply(v goja.Value) bool {
	object, ok := v.(*goja.Object)
	return ok && object.Prototype() == s.reply
}

// replyOf takes what a handler returned: a reply, or the body of a 200.
func (s *Server) replyOf(v goja.Value) (goja.Value, error) {
	switch {
	case v == nil || goja.IsUndefined(v):
		return nil, errors.New("the handler returned nothing")
	case s.isReply(v):
		return v, nil
	}
	return s.newReply(http.StatusOK, v, nil), nil
}

// render turns a reply into an answer.
func (s *Server) render(v goja.Value) (answer, error) {
	v, err := s.replyOf(v)
	if err != nil {
		return answer{}, err
	}
	object := v.(*goja.Object)
	out := answer{status: int(object.Get("status").ToInteger()), headers: make(http.Header)}
	if out.status < 200 || out.status > 599 {
		return answer{}, fmt.Errorf("the reply's status is %s", object.Get("status"))
	}
	if headers, ok := object.Get("headers").(*goja.Object); ok {
		for _, name := range headers.Keys() {
			for _, value := range texts(headers.Get(name)) {
				out.headers.Add(name, value)
			}
		}
	}
	media, text, err := s.encode(object.Get("body"))
	if err != nil {
		return answer{}, err
	}
	if out.headers.Get("Content-Type") == "" && media != "" {
		out.headers.Set("Content-Type", media)
	}
	out.body = []byte(text)
	return out, nil
}

// texts reads a header's value: a text, or a list of them (Set-Cookie).
func texts(v goja.Value) []string {
	if list, ok := v.Export().([]any); ok {
		var all []string
		for _, item := range list {
			all = append(all, fmt.Sprint(item))
		}
		return all
	}
	return []string{v.String()}
}

// encode writes a body: text as it is, undefined as nothing, the rest as
// JSON.
func (s *Server) encode(v goja.Value) (media, text string, err error) {
	if v == nil || goja.IsUndefined(v) {
		return "", "", nil
	}
	if text, ok := v.Export().(string); ok {
		return "text/plain; charset=utf-8", text, nil
	}
	stringify, _ := goja.AssertFunction(s.rt.GlobalObject().Get("JSON").(*goja.Object).Get("stringify"))
	out, err := stringify(goja.Undefined(), v)
	if err != nil {
		return "", "", err
	}
	return "application/json", out.String(), nil
}
