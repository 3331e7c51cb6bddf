//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// maxrssUnit is that of ru_maxrss (getrusage(2)): bytes on darwin, kilobytes
// elsewhere.
var maxrssUnit = func() int64 {
	if runtime.GOOS == "darwin" {
		return 1
	}
	return 1 << 10
}()

// startServer starts the server as a process and returns its URL and what ends
// it.
func startServer(self string) (url string, stop func(), err error) {
	cmd := exec.Command(self, "-serve")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("starting the server: %w", err)
	}
	return strings.TrimSpace(line), stop, nil
}

// shelf is what the API keeps: notes of each kind, in memory.
type shelf struct {
	mu    sync.Mutex
	next  int
	notes map[string]map[string]note // by kind and identifier
}

type note struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Owner string `json:"owner"`
}

// serveAPI serves /kindN and /kindN/{id} for any N: everybody has notes of
// their own, and only their owner reads, changes and deletes them.
func serveAPI() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	s := &shelf{notes: map[string]map[string]note{}}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	return server.Serve(listener)
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := map[string]string{"Bearer alice-token": "alice", "Bearer bob-token": "bob"}[r.Header.Get("Authorization")]
	kind, id, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case !strings.HasPrefix(kind, "kind") || strings.Contains(id, "/"):
		answer(w, 404, map[string]string{"error": "not found"})
		return
	case who == "":
		answer(w, 401, map[string]string{"error": "who are you?"})
		return
	}
	var sent struct{ Text any }
	if r.Method == "POST" || r.Method == "PUT" {
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			answer(w, 400, map[string]string{"error": "no JSON"})
			return
		}
	}
	status, body := s.act(r.Method, kind, id, who, sent.Text)
	answer(w, status, body)
}

func (s *shelf) act(method, kind, id, who string, sent any) (int, any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, isText := sent.(string)
	if (method == "POST" || method == "PUT") && !isText {
		return 400, map[string]string{"error": "text must be a string"}
	}
	if id == "" {
		switch method {
		case "GET":
			own := []note{}
			for _, n := range s.notes[kind] {
				if n.Owner == who && len(own) < 20 {
					own = append(own, n)
				}
			}
			return 200, own
		case "POST":
			if s.notes[kind] == nil {
				s.notes[kind] = map[string]note{}
			}
			s.next++
			n := note{fmt.Sprintf("%024x", s.next*7919), text, who}
			s.notes[kind][n.ID] = n
			return 201, n
		}
		return 405, map[string]string{"error": "method not allowed"}
	}
	n, ok := s.notes[kind][id]
	if !ok || n.Owner != who {
		return 404, map[string]string{"error": "not found"}
	}
	switch method {
	case "GET":
		return 200, n
	case "PUT":
		n.Text = text
		s.notes[kind][id] = n
		return 200, n
	case "DELETE":
		delete(s.notes[kind], id)
		return 204, nil
	}
	return 405, map[string]string{"error": "method not allowed"}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body) // the client may be gone
	}
}

// writeContract writes the contract of so many operations, five of a kind.
func writeContract(file string, operations int) error {
	type object = map[string]any
	schema := object{"type": "object", "required": []string{"text"}, "properties": object{"text": object{"type": "string"}}}
	body := object{"required": true, "content": object{"application/json": object{"schema": schema}}}
	id := []object{{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}}
	ok := func(status, text string) object { return object{status: object{"description": text}} }
	paths := object{}
	for k := 0; k*5 < operations; k++ {
		paths[fmt.Sprintf("/kind%d", k)] = object{
			"get":  object{"responses": ok("200", "own")},
			"post": object{"requestBody": body, "responses": ok("201", "created")},
		}
		paths[fmt.Sprintf("/kind%d/{id}", k)] = object{
			"parameters": id,
			"get":        object{"responses": ok("200", "one")},
			"put":        object{"requestBody": body, "responses": ok("200", "changed")},
			"delete":     object{"responses": ok("204", "gone")},
		}
	}
	text, err := json.Marshal(object{
		"openapi": "3.1.0", "info": object{"title": "shelf", "version": "1"}, "security": []object{{"bearer": []string{}}},
		"components": object{"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer"}}}, "paths": paths,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// bareLoop sends n requests over the client of a scan, as many at once as a
// scan does, and looks at no answer.
func bareLoop(target string, n int) error {
	base, err := url.Parse(target)
	if err != nil {
		return err
	}
	client, err := wire.New(wire.Options{Base: base, Rate: unthrottled})
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	failed := make(chan error, callers)
	for range callers {
		wg.Go(func() {
			for range n / callers {
				ex, err := client.Do(context.Background(), "alice", wire.Request{Method: "GET", URL: "/kind0", Header: http.Header{"Authorization": {"Bearer alice-token"}}})
				if err == nil && ex.Status != 200 {
					err = fmt.Errorf("the server answers %d", ex.Status)
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	if err := <-failed; err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// callers is the concurrency of a scan by default.
const callers = 4
