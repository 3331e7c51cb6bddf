package action

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// service stands in for the REST calls about comments.
type service struct {
	*httptest.Server
	mu       sync.Mutex
	comments []string
	readOnly bool // the token is that of a fork
	writes   []string
}

const jobToken = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"

func newService(t *testing.T) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+jobToken {
		http.Error(w, `{"message": "Bad credentials"}`, http.StatusUnauthorized)
		return
	}
	if r.Method == http.MethodGet && r.URL.Path == "/repos/acme/notes/issues/7/comments" {
		all := []map[string]any{}
		for i, body := range s.comments {
			all = append(all, map[string]any{"id": i + 1, "body": body, "user": map[string]string{"login": "github-actions[bot]", "type": "Bot"}})
		}
		if r.URL.Query().Get("page") != "1" {
			all = all[:0]
		}
		json.NewEncoder(w).Encode(all)
		return
	}
	s.writes = append(s.writes, r.Method+" "+r.URL.Path)
	if s.readOnly {
		http.Error(w, `{"message": "Resource not accessible by integration"}`, http.StatusForbidden)
		return
	}
	text, _ := io.ReadAll(r.Body)
	var in struct{ Body string }
	if err := json.Unmarshal(text, &in); err != nil || in.Body == "" || len(in.Body) > 65_536 {
		http.Error(w, `{"message": "Validation Failed"}`, http.StatusUnprocessableEntity)
		return
	}
	var number int
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/repos/acme/notes/issues/7/comments":
		s.comments = append(s.comments, in.Body)
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/repos/acme/notes/issues/comments/"):
		fmt.Sscan(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], &number)
		s.comments[number-1] = in.Body
	default:
		http.Error(w, `{"message": "Not Found"}`, http.StatusNotFound)
		return
	}
	io.WriteString(w, "{}")
}

// onPullRequest makes the job one of a pull request, number 7, from head.
func (j *job) onPullRequest(s *service, head string) {
	event := filepath.Join(j.temp, "event.json")
	write(j.t, event, fmt.Sprintf(`{"action": "opened", "pull_request": {"number": 7, "head": {"repo": {"full_name": %q}}, "base": {"repo": {"full_name": "acme/notes"}}}}`, head))
	j.env["GITHUB_EVENT_NAME"], j.env["GITHUB_EVENT_PATH"], j.env["GITHUB_API_URL"] = "pull_request", event, s.URL
	j.token = jobToken
}
