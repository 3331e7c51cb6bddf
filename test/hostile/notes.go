package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

const contract = `openapi: 3.1.0
info: {title: notes, version: "1"}
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /notes:
    get: {responses: {"200": {description: own notes}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"201": {description: created}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: a note}}}
    patch:
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"200": {description: changed}}
    delete: {responses: {"204": {description: gone}}}
`

// Tokens that the notes know.
const (
	tokenOfAlice = "token-of-alice-7f3a9c51"
	tokenOfBob   = "token-of-bob-92be04d8"
)

// notes is an honest API, which what is hostile is put in front of.
type notes struct {
	mu   sync.Mutex
	all  map[string]map[string]any
	last int
	// who is the caller of a request, "" for nobody; nil: the bearer.
	who func(*http.Request) string
}

func newNotes() *notes { return &notes{all: map[string]map[string]any{}} }

func bearer(r *http.Request) string {
	switch strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") {
	case tokenOfAlice:
		return "alice"
	case tokenOfBob:
		return "bob"
	}
	return ""
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_ = json.NewEncoder(w).Encode(body) // who hung up gets nothing
	}
}

func (n *notes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known := n.who
	if known == nil {
		known = bearer
	}
	who := known(r)
	id, one := strings.CutPrefix(r.URL.Path, "/notes/")
	switch {
	case r.URL.Path != "/notes" && !one:
		reply(w, http.StatusNotFound, map[string]any{"error": "no such page"})
	case who == "":
		reply(w, http.StatusUnauthorized, map[string]any{"error": "who are you?"})
	case one:
		n.one(w, r, who, id)
	case r.Method == http.MethodGet:
		own := []any{}
		for _, note := range n.all {
			if note["owner"] == who {
				own = append(own, note)
			}
		}
		reply(w, http.StatusOK, own)
	case r.Method == http.MethodPost:
		var body struct{ Text string }
		if json.NewDecoder(r.Body).Decode(&body) != nil {
			reply(w, http.StatusBadRequest, map[string]any{"error": "no JSON"})
			return
		}
		n.last++
		id := fmt.Sprint(n.last)
		n.all[id] = map[string]any{"id": id, "text": body.Text, "owner": who}
		reply(w, http.StatusCreated, n.all[id])
	default:
		reply(w, http.StatusMethodNotAllowed, map[string]any{"error": "no such method"})
	}
}

func (n *notes) one(w http.ResponseWriter, r *http.Request, who, id string) {
	note := n.all[id]
	switch {
	case note == nil || note["owner"] != who:
		reply(w, http.StatusNotFound, map[string]any{"error": "no such note"})
	case r.Method == http.MethodGet:
		reply(w, http.StatusOK, note)
	case r.Method == http.MethodPatch:
		var body struct{ Text *string }
		if json.NewDecoder(r.Body).Decode(&body) != nil || body.Text == nil {
			reply(w, http.StatusBadRequest, map[string]any{"error": "no JSON"})
			return
		}
		note["text"] = *body.Text
		reply(w, http.StatusOK, note)
	case r.Method == http.MethodDelete:
		delete(n.all, id)
		reply(w, http.StatusNoContent, nil)
	default:
		reply(w, http.StatusMethodNotAllowed, map[string]any{"error": "no such method"})
	}
}

// left is how many notes there are.
func (n *notes) left() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.all)
}

// reading tells whether a request reads one note: what is hostile stands there.
func reading(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/notes/")
}
