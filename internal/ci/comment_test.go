package ci

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/ashlarsec/ashlar/internal/report/markdown"
)

// github is a stand-in for the REST calls.
type github struct {
	*httptest.Server
	mu       sync.Mutex
	comments []posted
	login    string // of the token; "": it cannot ask
	refuse   int    // status of writes
	lost     bool   // what is updated is not there any more
	calls    []string
}

func newGitHub(t *testing.T, comments ...posted) *github {
	g := &github{comments: comments}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(g.Close)
	return g
}

func (g *github) serve(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls = append(g.calls, r.Method+" "+r.URL.Path)
	if r.Header.Get("Authorization") != "Bearer ghs_token" {
		http.Error(w, `{"message": "Bad credentials"}`, http.StatusUnauthorized)
		return
	}
	var in posted
	if body, _ := io.ReadAll(r.Body); r.Method != http.MethodGet {
		if err := json.Unmarshal(body, &in); err != nil || len(in.Body) > 65_536 {
			http.Error(w, `{"message": "Validation Failed"}`, http.StatusUnprocessableEntity)
			return
		}
		if g.refuse != 0 {
			http.Error(w, `{"message": "Resource not accessible by integration"}`, g.refuse)
			return
		}
	}
	var id int64
	switch {
	case r.URL.Path == "/user" && g.login != "":
		fmt.Fprintf(w, `{"login": %q}`, g.login)
	case r.Method == http.MethodGet && r.URL.Path == "/repos/acme/shop/issues/7/comments":
		var page, size int
		fmt.Sscan(r.URL.Query().Get("page"), &page)
		fmt.Sscan(r.URL.Query().Get("per_page"), &size)
		from, to := min(len(g.comments), (page-1)*size), min(len(g.comments), page*size)
		json.NewEncoder(w).Encode(append([]posted{}, g.comments[from:to]...))
	case r.Method == http.MethodPost && r.URL.Path == "/repos/acme/shop/issues/7/comments":
		in.ID = int64(len(g.comments) + 1)
		in.User.Type = "Bot"
		g.comments = append(g.comments, in)
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, "{}")
	case r.Method == http.MethodPatch && scans(r.URL.Path, &id) && !g.lost:
		g.comments[id-1].Body = in.Body
		io.WriteString(w, "{}")
	default:
		http.Error(w, `{"message": "Not Found"}`, http.StatusNotFound)
	}
}

func scans(path string, id *int64) bool {
	n, _ := fmt.Sscanf(path, "/repos/acme/shop/issues/comments/%d", id)
	return n == 1
}

func (g *github) ours() (bodies []string) {
	for _, c := range g.comments {
		if strings.HasPrefix(c.Body, markdown.Marker) {
			bodies = append(bodies, c.Body)
		}
	}
	return bodies
}

// on is a step on a pull request.
func on(t *testing.T, g *github, fork bool) *step {
	s := newStep(t, map[string]string{
		"INPUT_GITHUB_TOKEN": "ghs_token", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_API_URL": g.URL + "/",
		"GITHUB_WORKFLOW": "scan", "GITHUB_JOB": "api", "GITHUB_ACTION": "ashlar", "GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "42",
	}, failed(t))
	head := "acme/shop"
	if fork {
		head = "mallory/shop"
	}
	s.env["GITHUB_EVENT_PATH"] = "event.json"
	event := fmt.Sprintf(`{"pull_request": {"number": 7, "head": {"repo": {"full_name": %q}}}}`, head)
	if err := os.WriteFile("event.json", []byte(event), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func by(kind, login, body string) posted {
	c := posted{ID: 1, Body: body}
	c.User.Type, c.User.Login = kind, login
	return c
}

func TestCommentIsMadeOnceAndUpdated(t *testing.T) {
	g := newGitHub(t)
	for range 120 {
		g.comments = append(g.comments, by("User", "bob", "looks good"))
	}
	for i := range g.comments {
		g.comments[i].ID = int64(i + 1)
	}
	s := on(t, g, false)
	if code := s.run(); code != gateFailed || len(g.ours()) != 1 || !strings.Contains(s.log.String(), "the comment on pull request 7 is new") {
		t.Fatalf("code %d, %d comments\n%s", code, len(g.ours()), &s.log)
	}
	if body := g.ours()[0]; !strings.Contains(body, "**Gate failed:**") || !strings.Contains(body, "](https://github.example/acme/shop/actions/runs/42)") {
		t.Errorf("%.600s", body)
	}
	again := on(t, g, false)
	value := 99
	again.results[0].Scan.Score.Value = &value
	again.run()
	if ours := g.ours(); len(ours) != 1 || !strings.Contains(ours[0], "99/100") || !strings.Contains(again.log.String(), "is updated") {
		t.Errorf("%d comments\n%s", len(ours), &again.log)
	}
	// Another job has another comment, and so has another API; not another port.
	for i, change := range []map[string]string{
		{"GITHUB_JOB": "other"}, {"INPUT_URL": "http://127.0.0.1:1/a"}, {"INPUT_URL": "http://127.0.0.1:1/b"}, {"INPUT_URL": "http://127.0.0.1:2/b"},
	} {
		other := on(t, g, false)
		for name, value := range change {
			other.env[name] = value
		}
		other.run()
		if want := min(i+2, 4); len(g.ours()) != want {
			t.Errorf("%v: %d comments, want %d", change, len(g.ours()), want)
		}
	}
}

// A marker can be copied. What a contributor wrote is never updated, for it
// would stay theirs to change.
func TestCommentOfAnotherIsNotOurs(t *testing.T) {
	g := newGitHub(t)
	first := on(t, g, false)
	first.run()
	copied := g.comments[0].Body
	quoted := by("Bot", "other[bot]", "> "+copied+"\n"+copied)
	mallory := by("User", "mallory", copied)
	g.comments = []posted{mallory, quoted}
	g.comments[1].ID = 2
	on(t, g, false).run()
	if len(g.comments) != 3 || g.comments[0].Body != copied || g.comments[1].Body != quoted.Body {
		t.Errorf("%d comments, the first two changed: %v, %v", len(g.comments), g.comments[0].Body != copied, g.comments[1].Body != quoted.Body)
	}
	g.comments, g.login = []posted{mallory}, "alice"
	on(t, g, false).run()
	if len(g.comments) != 2 || g.comments[0].Body != copied {
		t.Errorf("alice has changed what mallory wrote")
	}
	// With a token of their own, they may keep theirs.
	g.comments, g.login = []posted{mallory}, "mallory"
	s := on(t, g, false)
	s.run()
	if len(g.comments) != 1 || !strings.Contains(s.log.String(), "is updated") {
		t.Errorf("%d comments\n%s", len(g.comments), &s.log)
	}
}

// However many copies there are, it is asked once whose the token is: a flood of
// them must not use up the time that the comment has.
func TestCopiesCostOneQuestion(t *testing.T) {
	g := newGitHub(t)
	on(t, g, false).run()
	copied := by("User", "mallory", g.comments[0].Body)
	g.comments = nil
	for i := range 30 {
		copied.ID = int64(i + 1)
		g.comments = append(g.comments, copied)
	}
	g.login, g.calls = "alice", nil
	on(t, g, false).run()
	asked := 0
	for _, call := range g.calls {
		if call == "GET /user" {
			asked++
		}
	}
	if asked != 1 || len(g.comments) != 31 {
		t.Errorf("asked %d times, %d comments", asked, len(g.comments))
	}
}

// Ours may be the last of a full page, or behind more than anybody reads.
func TestPagesOfComments(t *testing.T) {
	for name, test := range map[string]struct {
		before, pages, comments int
		done                    string
	}{
		"the last of a page":       {pageSize - 1, 1, pageSize, "is updated"},
		"the first of the next":    {pageSize, 2, pageSize + 1, "is updated"},
		"the last that is read":    {mostPages*pageSize - 1, mostPages, mostPages * pageSize, "is updated"},
		"behind all that are read": {mostPages * pageSize, mostPages, mostPages*pageSize + 2, "is new"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGitHub(t)
			on(t, g, false).run()
			ours := g.comments[0]
			g.comments = nil
			for i := range test.before {
				c := by("User", "bob", "looks good")
				c.ID = int64(i + 1)
				g.comments = append(g.comments, c)
			}
			ours.ID = int64(test.before + 1)
			g.comments, g.calls = append(g.comments, ours), nil
			s := on(t, g, false)
			s.run()
			listed := 0
			for _, call := range g.calls {
				if strings.HasPrefix(call, "GET /repos/") {
					listed++
				}
			}
			if listed != test.pages || len(g.comments) != test.comments || !strings.Contains(s.log.String(), test.done) {
				t.Errorf("%d pages, %d comments\n%s", listed, len(g.comments), &s.log)
			}
		})
	}
}

// A comment that somebody deletes between the look and the update is made anew.
func TestCommentThatIsDeletedMeanwhile(t *testing.T) {
	g := newGitHub(t)
	on(t, g, false).run()
	g.lost = true
	s := on(t, g, false)
	s.run()
	if len(g.comments) != 2 || !strings.Contains(s.log.String(), "the comment on pull request 7 is new") {
		t.Errorf("%d comments\n%s", len(g.comments), &s.log)
	}
}

// A service that sends elsewhere gets no comment posted, and the other host no
// token. That a GET of the new address succeeds is no comment.
func TestCommentFollowsNobodyElsewhere(t *testing.T) {
	var elsewhere []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		elsewhere = append(elsewhere, r.Method+" "+r.Header.Get("Authorization"))
		io.WriteString(w, "[]")
	}))
	defer other.Close()
	for name, to := range map[string]string{"another host": other.URL, "a moved repository": ""} {
		g := newGitHub(t)
		g.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && to == "" {
				io.WriteString(w, "[]")
				return
			}
			http.Redirect(w, r, to+"/repositories/1/comments", http.StatusMovedPermanently)
		})
		s := on(t, g, false)
		if code := s.run(); code != gateFailed || !strings.Contains(s.log.String(), "is answered 301") || strings.Contains(s.log.String(), "is new") {
			t.Errorf("%s: code %d\n%s", name, code, &s.log)
		}
	}
	if len(elsewhere) > 0 {
		t.Errorf("the other host is asked: %q", elsewhere)
	}
}

// A service that refuses, breaks or is not there fails no build, and is told.
func TestCommentThatCannotBeMade(t *testing.T) {
	for name, test := range map[string]struct {
		change func(g *github, s *step)
		want   string
	}{
		"no token":           {func(_ *github, s *step) { s.env["INPUT_GITHUB_TOKEN"] = "" }, "there is no github-token (the pull request comes from a fork"},
		"read-only token":    {func(g *github, _ *step) { g.refuse = http.StatusForbidden }, "is answered 403: Resource not accessible by integration: the job needs permissions: pull-requests: write"},
		"service in trouble": {func(g *github, _ *step) { g.refuse = http.StatusBadGateway }, "is answered 502"},
		"wrong token":        {func(_ *github, s *step) { s.env["INPUT_GITHUB_TOKEN"] = "ghs_other" }, "is answered 401: Bad credentials"},
		"nobody there":       {func(_ *github, s *step) { s.env["GITHUB_API_URL"] = "http://127.0.0.1:9" }, "connection refused"},
		"no event":           {func(_ *github, s *step) { s.env["GITHUB_EVENT_PATH"] = "nowhere" }, "reading GITHUB_EVENT_PATH"},
		"event of no number": {func(_ *github, _ *step) { os.WriteFile("event.json", []byte("{}"), 0o600) }, "the event names no pull request"},
		"event that is none": {func(_ *github, _ *step) { os.WriteFile("event.json", []byte("x"), 0o600) }, "is no JSON of an event"},
		"odd repository":     {func(_ *github, s *step) { s.env["GITHUB_REPOSITORY"] = "a/b/../c" }, "GITHUB_REPOSITORY is no owner/name"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGitHub(t)
			s := on(t, g, true)
			test.change(g, s)
			if code := s.run(); code != gateFailed {
				t.Errorf("exit code %d", code)
			}
			if text := s.log.String(); !strings.Contains(text, test.want) || strings.Contains(text+s.out.String(), "ghs_") {
				t.Errorf("no %q in\n%s", test.want, text)
			}
			if !strings.Contains(s.out.String(), "::notice title=Ashlar::no comment") {
				t.Errorf("no notice in\n%s", &s.out)
			}
		})
	}
}

func TestNoCommentWhereNoneIsWanted(t *testing.T) {
	for name, change := range map[string]func(s *step){
		"push":            func(s *step) { s.env["GITHUB_EVENT_NAME"] = "push" },
		"comment: false":  func(s *step) { s.env["INPUT_COMMENT"] = "false" },
		"wrong inputs":    func(s *step) { s.env["INPUT_NEW_ONLY"] = "x" },
		"nothing to scan": func(s *step) { s.env["INPUT_SOURCE"] = "" },
	} {
		g := newGitHub(t)
		s := on(t, g, false)
		change(s)
		s.run()
		if len(g.calls) != 0 || strings.Contains(s.log.String(), "no comment") {
			t.Errorf("%s: %v\n%s", name, g.calls, &s.log)
		}
	}
}
