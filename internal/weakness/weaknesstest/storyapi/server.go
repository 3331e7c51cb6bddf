package storyapi

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

const (
	// handlerTimeout is when a handler is stopped and answered for with 500.
	handlerTimeout = 5 * time.Second
	// maxBody is the largest request body; more is answered with 413.
	maxBody = 4 << 20
	// maxCallStack ends endless recursion long before Go's own limit.
	maxCallStack = 1000
	// maxOutput bounds the lines that a story prints.
	maxOutput = 1000
)

// Server is a running story. Its methods may be called at once from several
// goroutines.
type Server struct {
	URL string // http://127.0.0.1:port, without a slash at the end

	http     *http.Server
	listener net.Listener
	timeout  time.Duration

	// run serialises everything that touches a runtime, a database or what
	// the story has set up.
	run       sync.Mutex
	rt        *goja.Runtime
	documents *documents.Store
	objects   map[string]*goja.Object // of databases
	routes    routes
	hooks     hooks
	accounts  accounts
	counters  map[string]int
	limits    map[string][]time.Time
	reply     *goja.Object // prototype of replies
	current   *request     // nil outside handlers

	lines  sync.Mutex
	log    []string
	output []string
}

const anonymous = "anonymous"

// hooks are the story's functions outside routes; nil where it has none.
type hooks struct {
	before, after              []goja.Callable
	onError, fallback, subject goja.Callable
}

// Start runs the script and serves what it describes on a free port of the
// loopback interface. An error says where in the script it is.
func Start(script string) (*Server, error) {
	s := &Server{
		timeout: handlerTimeout,
		rt:      goja.New(), documents: documents.New(), objects: make(map[string]*goja.Object),
		counters: make(map[string]int), limits: make(map[string][]time.Time),
	}
	s.rt.SetMaxCallStackSize(maxCallStack)
	if err := s.define(); err != nil {
		return nil, fmt.Errorf("preparing the story: %w", err)
	}
	program, err := goja.Compile("server.js", script, true)
	if err != nil {
		return nil, fmt.Errorf("reading the story: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the story: %w", err)
	}
	s.listener = listener // known before the script runs, which may ask for its own address
	s.URL = "http://" + listener.Addr().String()
	documents.Put(s.rt.GlobalObject(), "url", s.rt.ToValue(s.URL))
	err = s.guard(func() error {
		_, err := s.rt.RunProgram(program)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("running the story: %w", located(err)), listener.Close())
	}
	s.http = &http.Server{
		Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: handlerTimeout,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	go func() { _ = s.http.Serve(listener) }() // ends with Close
	return s, nil
}

// Close stops the server and drops open connections.
func (s *Server) Close() { _ = s.http.Close() }

// Requests is how many requests have come in.
func (s *Server) Requests() int {
	s.lines.Lock()
	defer s.lines.Unlock()
	return len(s.log)
}

// Log lists the requests in order: "alice GET /orders/1?full=1". The name is
// that of the user whose credential came along, or anonymous.
func (s *Server) Log() []string {
	s.lines.Lock()
	defer s.lines.Unlock()
	return slices.Clone(s.log)
}

// Output lists what the story printed and the errors that its handlers did
// not expect, each with its place in the script.
func (s *Server) Output() []string {
	s.lines.Lock()
	defer s.lines.Unlock()
	return slices.Clone(s.output)
}

func (s *Server) print(line string) {
	s.lines.Lock()
	defer s.lines.Unlock()
	if len(s.output) < maxOutput {
		s.output = append(s.output, line)
	}
}

// Eval runs a script in the story's global scope and returns its value:
// map[string]any, []any, string, int64, float64, bool or nil.
func (s *Server) Eval(js string) (any, error) {
	s.run.Lock()
	defer s.run.Unlock()
	var v goja.Value
	err := s.guard(func() (err error) {
		v, err = s.rt.RunScript("eval.js", js)
		return err
	})
	if err != nil || v == nil {
		return nil, located(err)
	}
	return v.Export(), nil
}

// located words what a script threw with the line of the script, and not
// with those of this package that the error came through.
func located(err error) error {
	var stack []goja.StackFrame
	text := ""
	switch e := err.(type) {
	case *goja.Exception:
		stack, text = e.Stack(), e.Value().String()
	case *goja.InterruptedError:
		stack, text = e.Stack(), fmt.Sprint(e.Value())
	case *goja.StackOverflowError:
		stack, text = e.Stack(), "the story calls itself without end"
	default:
		return err
	}
	for _, frame := range stack {
		if at := frame.Position(); at.Line > 0 {
			return fmt.Errorf("%s:%d: %s", frame.SrcName(), at.Line, text)
		}
	}
	return errors.New(text)
}

// guard stops what f runs after the time that a handler has. The caller
// holds s.run.
func (s *Server) guard(f func() error) error {
	s.documents.Until(time.Now().Add(s.timeout))
	fired := make(chan struct{})
	timer := time.AfterFunc(s.timeout, func() {
		s.documents.Interrupt()
		s.rt.Interrupt("the story ran for too long")
		close(fired)
	})
	defer func() {
		if !timer.Stop() {
			<-fired // or it would stop the next one
		}
		s.rt.ClearInterrupt()
		s.documents.Resume()
	}()
	return f()
}

// function makes a Go function callable from the story. An error is thrown
// there; a nil value is null.
func (s *Server) function(f func(args []goja.Value) (any, error)) goja.Value {
	return s.rt.ToValue(func(call goja.FunctionCall) goja.Value {
		v, err := f(call.Arguments)
		if err != nil {
			panic(s.thrown(err))
		}
		return documents.ToJS(s.rt, v)
	})
}

// thrown is what to panic with so that the story sees err as an Error, with
// PyMongo's class as its name where there is one.
func (s *Server) thrown(err error) any {
	switch err.(type) {
	case *goja.Exception, *goja.InterruptedError, *goja.StackOverflowError:
		return err
	}
	object, failed := s.rt.New(s.rt.GlobalObject().Get("Error"), s.rt.ToValue(err.Error()))
	if failed != nil {
		return failed
	}
	var d *documents.Error
	if errors.As(err, &d) {
		documents.Put(object, "name", s.rt.ToValue(d.Class))
		documents.Put(object, "errmsg", s.rt.ToValue(d.Message))
		documents.Put(object, "code", s.rt.ToValue(d.Code))
	}
	return object
}

func arg(args []goja.Value, i int) goja.Value {
	if i < len(args) {
		return args[i]
	}
	return goja.Undefined()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, `{"error":"the body is too large"}`, http.StatusRequestEntityTooLarge)
		return
	}
	a := s.answer(r, raw)
	if a.delay > 0 { // outside the lock: a slow answer holds up nobody else
		select {
		case <-time.After(a.delay):
		case <-r.Context().Done():
			return
		}
	}
	for name, values := range a.headers {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may be gone
}

// answer runs the handler under the lock.
func (s *Server) answer(r *http.Request, raw []byte) answer {
	s.run.Lock()
	defer s.run.Unlock()
	req := s.newRequest(r, raw)
	s.current = req
	defer func() { s.current = nil }()

	var out answer
	err := s.guard(func() error {
		s.record(req)
		v, err := s.handled(req)
		if err != nil {
			return err
		}
		out, err = s.render(v)
		return err
	})
	if err != nil {
		s.print(fmt.Sprintf("%s %s: %v", r.Method, r.URL.Path, located(err)))
		out = internalError
	}
	out.delay = req.delay
	return out
}

func (s *Server) record(req *request) {
	name := anonymous
	if user, err := s.subject(s.bearer(req.http)); err == nil && user != nil {
		name = user.label()
	}
	s.lines.Lock()
	defer s.lines.Unlock()
	req.line = len(s.log)
	s.log = append(s.log, name+req.text())
}

// recognise names who the request turned out to come from.
func (s *Server) recognise(req *request, user *person) {
	s.lines.Lock()
	defer s.lines.Unlock()
	s.log[req.line] = user.label() + req.text()
}

// handled runs the hooks and the handler, and turns what they throw into the
// reply that it stands for.
func (s *Server) handled(req *request) (goja.Value, error) {
	v, err := s.dispatch(req)
	if err != nil {
		if v, err = s.rescue(req, err); err != nil {
			return nil, err
		}
	}
	for _, after := range s.hooks.after {
		if v, err = s.replyOf(v); err != nil {
			return nil, err
		}
		changed, err := s.call(after, req.object, v)
		if err != nil {
			return nil, err
		}
		if !empty(changed) {
			v = changed
		}
	}
	return v, nil
}

func (s *Server) dispatch(req *request) (goja.Value, error) {
	found, params := s.routes.find(req.http.Method, req.http.URL.EscapedPath())
	documents.Put(req.object, "path", documents.ToJS(s.rt, params))
	for _, before := range s.hooks.before {
		if v, err := s.call(before, req.object); err != nil || !empty(v) {
			return v, err
		}
	}
	switch {
	case found.handler != nil:
		return s.call(found.handler, req.object)
	case len(found.allowed) > 0:
		return s.refuseMethod(req.http.Method, found.allowed), nil
	case s.hooks.fallback != nil:
		return s.call(s.hooks.fallback, req.object)
	}
	return s.newReply(http.StatusNotFound, errorBody(s.rt, "not found"), nil), nil
}

// refuseMethod answers OPTIONS as Flask does, and else 405.
func (s *Server) refuseMethod(method string, allowed []string) goja.Value {
	headers := s.rt.NewObject()
	documents.Put(headers, "allow", s.rt.ToValue(strings.Join(allowed, ", ")))
	if method == http.MethodOptions {
		return s.newReply(http.StatusOK, goja.Undefined(), headers)
	}
	return s.newReply(http.StatusMethodNotAllowed, errorBody(s.rt, "method not allowed"), headers)
}

// rescue turns a thrown reply into the answer, and anything else into what
// onError makes of it.
func (s *Server) rescue(req *request, err error) (goja.Value, error) {
	thrown, ok := err.(*goja.Exception)
	if !ok {
		return nil, err
	}
	if s.isReply(thrown.Value()) {
		return thrown.Value(), nil
	}
	if s.hooks.onError == nil {
		return nil, err
	}
	v, err := s.call(s.hooks.onError, thrown.Value(), req.object)
	if again, ok := err.(*goja.Exception); ok && s.isReply(again.Value()) {
		return again.Value(), nil
	}
	return v, err
}

// call calls a function of the story and waits for an async one.
func (s *Server) call(f goja.Callable, args ...goja.Value) (goja.Value, error) {
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		return nil, err
	}
	promise, ok := v.Export().(*goja.Promise)
	if !ok {
		return v, nil
	}
	switch promise.State() {
	case goja.PromiseStateFulfilled:
		return promise.Result(), nil
	case goja.PromiseStateRejected:
		return nil, s.rt.Try(func() { panic(promise.Result()) })
	}
	return nil, errors.New("the handler waits for a promise that nothing resolves")
}

func empty(v goja.Value) bool { return v == nil || goja.IsUndefined(v) || goja.IsNull(v) }
