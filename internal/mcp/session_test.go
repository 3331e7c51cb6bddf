package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/roots"
	"github.com/ashlarsec/ashlar/internal/store"
)

// session is a client of the SDK beside a server.
type session struct {
	*mcp.ClientSession
	t      *testing.T
	server *Server
	ended  chan error // of the server
	life   context.CancelFunc
	hangUp func() // ends the client's side of the streams without a word
}

// serve starts a server and connects a client to it over pipes, as over
// stdin and stdout.
func serve(t *testing.T, o Options, client *mcp.Client) *session {
	t.Helper()
	if o.Store == nil {
		kept, err := store.Open(filepath.Join(t.TempDir(), "ashlar"), 0)
		if err != nil {
			t.Fatal(err)
		}
		o.Store = kept
	}
	o.Version = "v0.0.0-test"
	if client == nil {
		client = mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	}
	life, cancel := context.WithCancel(t.Context())
	s := &session{t: t, server: New(life, o), ended: make(chan error, 1), life: cancel}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	go func() {
		err := s.server.Serve(toServer, fromServer)
		fromServer.Close()
		s.ended <- err
	}()
	s.hangUp = func() {
		fromClient.Close()
		toClient.Close()
	}
	var err error
	s.ClientSession, err = client.Connect(t.Context(), &mcp.IOTransport{Reader: toClient, Writer: fromClient}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		cancel()
		if err := <-s.ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return s
}

func rooted(t *testing.T, dirs ...string) roots.Roots {
	t.Helper()
	r, wrong := roots.New(dirs)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return r
}

// try calls a tool.
func (s *session) try(ctx context.Context, name string, arguments any) (*mcp.CallToolResult, error) {
	return s.CallTool(ctx, &mcp.CallToolParams{Name: name, Arguments: arguments})
}

// call calls a tool that must succeed, and decodes its output into out.
func (s *session) call(name string, arguments, out any) *mcp.CallToolResult {
	s.t.Helper()
	result, err := s.try(s.t.Context(), name, arguments)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	if result.IsError {
		s.t.Fatalf("%s: %s", name, text(result))
	}
	if out != nil {
		structured, err := json.Marshal(result.StructuredContent)
		if err := errors.Join(err, json.Unmarshal(structured, out)); err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
	}
	return result
}

// refused calls a tool that must refuse, and returns what it says.
func (s *session) refused(name string, arguments any) string {
	s.t.Helper()
	result, err := s.try(s.t.Context(), name, arguments)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	if !result.IsError {
		s.t.Fatalf("%s %v was answered: %s", name, arguments, text(result))
	}
	said := text(result)
	if !strings.Contains(said, "\nnext: ") {
		s.t.Errorf("%s: it does not say what to do next: %s", name, said)
	}
	return said
}

// text is all that a client without structured content would show.
func text(r *mcp.CallToolResult) string {
	var parts []string
	for _, c := range r.Content {
		parts = append(parts, c.(*mcp.TextContent).Text)
	}
	return strings.Join(parts, "\n")
}

type args map[string]any
