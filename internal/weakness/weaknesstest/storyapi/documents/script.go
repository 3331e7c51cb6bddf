package documents

import (
	"strings"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// scripts runs the JavaScript that a query brings along. It has a runtime of
// its own, as MongoDB has: such code sees the document and sleep(), and
// nothing of the story.
type scripts struct {
	rt *goja.Runtime
	// until bounds sleep; zero means that nothing runs.
	until time.Time
}

// maxCallStack ends endless recursion long before Go's own limit.
const maxCallStack = 1000

func newScripts() *scripts {
	s := &scripts{rt: goja.New()}
	s.rt.SetMaxCallStackSize(maxCallStack)
	s.set("sleep", func(call goja.FunctionCall) goja.Value {
		d := time.Duration(call.Argument(0).ToFloat() * float64(time.Millisecond))
		time.Sleep(min(d, time.Until(s.until)))
		return goja.Undefined()
	})
	return s
}

func (s *scripts) set(name string, f func(goja.FunctionCall) goja.Value) {
	// A name can only be refused on a frozen global object.
	_ = s.rt.Set(name, f)
}

// where reads a $where: an expression, a function, or the body of one, as
// text. `this` and `obj` are the document.
// https://www.mongodb.com/docs/manual/reference/operator/query/where/
func (s *scripts) where(v any) (predicate, error) {
	var source string
	switch v := v.(type) {
	case string:
		source = v
	case bson.JavaScript:
		source = string(v)
	default:
		return nil, serverError(2, "$where got bad type")
	}
	run, err := s.function(source)
	if err != nil {
		return nil, err
	}
	return func(doc bson.D) (bool, error) {
		this := ToJS(s.rt, doc)
		s.set("obj", nil)
		_ = s.rt.Set("obj", this)
		got, err := run(this)
		if err != nil {
			return false, scriptFailure(err)
		}
		return got.ToBoolean(), nil
	}, nil
}

// function compiles text as MongoDB's own shell code does: what parses as an
// expression is one, and if it makes a function, that is called; all else is
// a function's body.
func (s *scripts) function(source string) (func(this goja.Value, args ...goja.Value) (goja.Value, error), error) {
	source = strings.TrimRight(source, "; \t\r\n")
	program, err := goja.Compile("$where", "(function(){ return (\n"+source+"\n); })", false)
	if err != nil {
		program, err = goja.Compile("$where", "(function(){\n"+source+"\n})", false)
	}
	if err != nil {
		return nil, serverError(139, "SyntaxError: %s", firstLine(err.Error()))
	}
	wrapped, err := s.rt.RunProgram(program)
	if err != nil {
		return nil, scriptFailure(err)
	}
	outer, _ := goja.AssertFunction(wrapped)
	return func(this goja.Value, args ...goja.Value) (goja.Value, error) {
		got, err := outer(this, args...)
		if err != nil {
			return nil, err
		}
		if inner, ok := goja.AssertFunction(got); ok {
			return inner(this, args...)
		}
		return got, nil
	}, nil
}

func scriptFailure(err error) error {
	if e, ok := err.(*goja.Exception); ok {
		return serverError(139, "%s", firstLine(e.Value().String()))
	}
	return serverError(139, "%s", firstLine(err.Error()))
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s, _, _ = strings.Cut(s, " (and ") // goja counts the errors that follow
	return strings.TrimPrefix(s, "SyntaxError: ")
}
