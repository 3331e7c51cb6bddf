package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// notesAPI is an API of notes whose readers are not checked.
type notesAPI struct {
	*http.ServeMux
	seen  func(request string)
	mu    sync.Mutex
	notes map[string]map[string]any
	last  int
}

func newNotes(seen func(request string)) *notesAPI {
	a := &notesAPI{ServeMux: http.NewServeMux(), seen: seen, notes: map[string]map[string]any{}}
	a.HandleFunc("GET /openapi.yaml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, shop) })
	a.HandleFunc("GET /notes", a.known(a.list))
	a.HandleFunc("POST /notes", a.known(a.create))
	a.HandleFunc("GET /notes/{id}", a.known(a.read))
	a.HandleFunc("DELETE /notes/{id}", a.known(a.remove))
	return a
}

func (a *notesAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.seen(r.Method + " " + r.URL.Path)
	a.ServeMux.ServeHTTP(w, r)
}

func (a *notesAPI) left() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.notes)
}

// known lets alice and bob in, whose tokens are their names.
func (a *notesAPI) known(handler func(who string, r *http.Request) (int, any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		status, body := 401, any(map[string]any{"error": "who are you?"})
		if who == "alice" || who == "bob" {
			status, body = handler(who, r)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if status != 204 {
			json.NewEncoder(w).Encode(body)
		}
	}
}

func (a *notesAPI) list(who string, _ *http.Request) (int, any) {
	own := []any{}
	for _, n := range a.notes {
		if n["owner"] == who {
			own = append(own, n)
		}
	}
	return 200, own
}

func (a *notesAPI) create(who string, r *http.Request) (int, any) {
	var body struct{ Text string }
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		return 400, map[string]any{"error": "no JSON"}
	}
	a.last++
	id := fmt.Sprint(a.last)
	a.notes[id] = map[string]any{"id": id, "text": body.Text, "owner": who}
	return 201, a.notes[id]
}

func (a *notesAPI) read(_ string, r *http.Request) (int, any) {
	if n, ok := a.notes[r.PathValue("id")]; ok {
		return 200, n
	}
	return 404, map[string]any{"error": "no such note"}
}

func (a *notesAPI) remove(who string, r *http.Request) (int, any) {
	if n, ok := a.notes[r.PathValue("id")]; !ok || n["owner"] != who {
		return 404, map[string]any{"error": "no such note"}
	}
	delete(a.notes, r.PathValue("id"))
	return 204, nil
}
