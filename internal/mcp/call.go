package mcp

//lint:file-ignore SA1019 clients give their folders as roots, whatever the newest protocol thinks of it

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/roots"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/store"
)

// call is one call of a tool.
type call struct {
	*Server
	request *mcp.CallToolRequest
	ctx     context.Context
}

// answer is what a tool says beside its structured output: a short text of
// ours, and what others wrote.
type answer struct {
	text string
	data []quoted
}

// quoted is text of somebody else.
type quoted struct{ from, text string }

// tool is what a tool is, beside its types.
type tool struct {
	name, title, description string
	hints                    mcp.ToolAnnotations
	shape                    func(in *jsonschema.Schema) // what types cannot say: enums, bounds
}

// reading are the hints of a tool that changes nothing anywhere.
func reading() mcp.ToolAnnotations {
	no := false
	return mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}
}

// sending are the hints of a tool that calls an API and makes objects there,
// and removes only those.
func sending() mcp.ToolAnnotations {
	no, yes := false, true
	return mcp.ToolAnnotations{DestructiveHint: &no, OpenWorldHint: &yes}
}

// errAsked tells that the client has to be asked for its roots first.
var errAsked = errors.New("asking the client for its roots")

// add adds a tool. A fault in one call is that call's alone.
func add[In, Out any](s *Server, t tool, run func(*call, In) (Out, answer, error)) {
	in, out := schema[In](t.name), schema[Out](t.name)
	if t.shape != nil {
		t.shape(in)
	}
	s.inputs[t.name] = inputs(in)
	hints := t.hints
	hints.Title = t.title
	about := &mcp.Tool{Name: t.name, Title: t.title, Description: t.description, Annotations: &hints, InputSchema: in, OutputSchema: out}
	mcp.AddTool(s.sdk, about, func(ctx context.Context, r *mcp.CallToolRequest, in In) (result *mcp.CallToolResult, out Out, err error) {
		s.calls.Add(1)
		defer s.calls.Done()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.life, cancel)()
		defer func() {
			if fault := recover(); fault != nil {
				s.opts.Log.Error("a tool broke off", "tool", t.name, "fault", fault, "stack", string(debug.Stack()))
				err = failed(advised("a fault in Ashlar ended this call", "please report it, with what was asked"))
			}
		}()
		out, said, err := run(&call{Server: s, request: r, ctx: ctx}, in)
		switch {
		case errors.Is(err, errAsked):
			return &mcp.CallToolResult{InputRequests: mcp.InputRequestMap{askedRoots: &mcp.ListRootsParams{}}}, out, nil
		case err != nil:
			return nil, out, failed(err)
		}
		return &mcp.CallToolResult{Content: said.content()}, out, nil
	})
}

// inputs are the names of what a tool takes, and which of them it needs.
func inputs(in *jsonschema.Schema) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(in.Properties)) {
		if slices.Contains(in.Required, name) {
			name += " (required)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// advise adds what to do next where the SDK refuses arguments: it does so
// before a tool is asked.
func (s *Server) advise(handle mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, r mcp.Request) (mcp.Result, error) {
		answer, err := handle(ctx, method, r)
		call, isCall := r.(*mcp.CallToolRequest)
		result, ok := answer.(*mcp.CallToolResult)
		if err != nil || !isCall || !ok || result == nil || result.GetError() == nil {
			return answer, err
		}
		if text := result.GetError().Error(); !strings.Contains(text, "\nnext: ") {
			said := failed(advised(text, call.Params.Name+" takes "+s.inputs[call.Params.Name]))
			result.Content = []mcp.Content{&mcp.TextContent{Text: said.Error()}}
		}
		return result, nil
	}
}

// advice is an error with what to do next.
type advice struct {
	text, next string
}

func (a *advice) Error() string { return a.text }

func advised(text, next string) error { return &advice{text: text, next: next} }

// failed is an error as the assistant reads it, with what to do next. The
// text is cut: a name that the API chose may be in it.
func failed(err error) error {
	text, next := err.Error(), "call the tool again with other arguments"
	var a *advice
	var wish *scan.UsageError
	switch {
	case errors.As(err, &a):
		next = a.next
	case errors.As(err, &wish):
		next = wish.Hint
	case errors.Is(err, store.ErrNone):
		next = "list_scans lists the scans that there are"
	case errors.Is(err, scan.ErrUnreachable):
		next = "start the API, check its port, and call the tool again"
	case errors.Is(err, context.Canceled):
		next = "call the tool again if the answer is still wanted"
	case errors.Is(err, os.ErrPermission):
		next = "check the permissions of the file and its folder"
	}
	return errors.New("error: " + plain(text, maxProse) + "\nnext: " + plain(next, maxProse))
}

// askedRoots names the question for roots in a call of several rounds.
const askedRoots = "roots"

// allowedRoots are the folders below which this call may read: those of the
// user, or those that the client answers with. A first round without an
// answer ends with errAsked.
func (c *call) allowedRoots() (roots.Roots, error) {
	if c.opts.Roots != nil {
		return c.opts.Roots, nil
	}
	if given, ok := c.request.Params.InputResponses[askedRoots].(*mcp.ListRootsResult); ok {
		var names []string
		for _, r := range given.Roots {
			if r != nil {
				names = append(names, r.URI)
			}
		}
		allowed, wrong := roots.New(names)
		if len(allowed) == 0 && len(wrong) > 0 {
			return nil, advised("the client gives no folder that can be read: "+wrong[0].Error(), "open a folder in the client, or start the server with --root FOLDER")
		}
		return allowed, nil
	}
	if client := c.request.ClientCapabilities(); client != nil && client.RootsV2 != nil {
		return nil, errAsked
	}
	return nil, advised("no folder may be read: the client gives no roots", "start the server with --root FOLDER, the folder of the project")
}

// path is where a path of the assistant leads, if it may be read.
func (c *call) path(what, name string) (string, error) {
	allowed, err := c.allowedRoots()
	if err != nil {
		return "", err
	}
	found, err := allowed.Resolve(name)
	switch {
	case errors.Is(err, roots.ErrOutside):
		next := "start the server with --root FOLDER to let it read there"
		if len(allowed) > 0 {
			next = "name a path below " + strings.Join(allowed, " or ") + ", or " + next
		}
		return "", advised(fmt.Sprintf("%s %.200q is not below a folder that may be read", what, name), next)
	case errors.Is(err, os.ErrNotExist):
		return "", advised(fmt.Sprintf("%s %.200q does not exist", what, name), "check the name; paths are below "+strings.Join(allowed, " or "))
	case err != nil:
		return "", advised(fmt.Sprintf("%s: %v", what, err), "name a file or folder of this machine")
	}
	return found, nil
}
