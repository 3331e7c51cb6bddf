package ci

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/report/markdown"
)

const (
	// pageSize is the most that the service gives at once.
	pageSize = 100

	// mostPages of comments are looked through: a pull request with more than
	// 5,000 gets a second one of ours.
	mostPages = 50

	callTime    = 15 * time.Second
	longestPage = 16 << 20 // bytes of an answer: 100 comments of 65,536 characters
)

// service is the part of GitHub's REST API that comments need:
// docs.github.com/rest/issues/comments.
type service struct {
	root       string // https://api.github.com
	repository string
	token      string
	login      *string // whose the token is, once it was asked; "" for a job's
}

// client follows a redirection only where the same is asked of the same host:
// elsewhere the token has no business, and a comment that is posted to a moved
// address becomes a GET (RFC 9110, section 15.4.2), which succeeds and posts
// nothing.
var client = &http.Client{CheckRedirect: func(next *http.Request, asked []*http.Request) error {
	const most = 5
	if first := asked[0]; len(asked) > most || next.URL.Host != first.URL.Host || next.URL.Scheme != first.URL.Scheme || next.Method != first.Method {
		return http.ErrUseLastResponse
	}
	return nil
}}

// refusal is an answer that is no success.
type refusal struct {
	call   string
	status int
	text   string
}

func (e *refusal) Error() string {
	return fmt.Sprintf("%s is answered %d: %s", e.call, e.status, e.text)
}

// posted is a comment.
type posted struct {
	ID   int64  `json:"id"`
	Body string `json:"body"`
	User struct {
		Login string `json:"login"`
		Type  string `json:"type"`
	} `json:"user"`
}

// keep makes the comment, or updates the one that has the marker.
func (s *service) keep(ctx context.Context, number int, marker, body string) (done string, err error) {
	own, err := s.find(ctx, number, marker)
	if err != nil {
		return "", err
	}
	content := map[string]string{"body": body}
	if own != 0 {
		err := s.call(ctx, http.MethodPatch, fmt.Sprintf("/issues/comments/%d", own), content, nil)
		// Somebody may have deleted it meanwhile.
		if refused, ok := errors.AsType[*refusal](err); !ok || refused.status != http.StatusNotFound {
			return "updated", err
		}
	}
	return "new", s.call(ctx, http.MethodPost, fmt.Sprintf("/issues/%d/comments", number), content, nil)
}

// find is the id of our comment; 0 for none. The pages are counted and not
// followed: a link could lead the token elsewhere.
func (s *service) find(ctx context.Context, number int, marker string) (int64, error) {
	for page := 1; page <= mostPages; page++ {
		var comments []posted
		path := fmt.Sprintf("/issues/%d/comments?per_page=%d&page=%d", number, pageSize, page)
		if err := s.call(ctx, http.MethodGet, path, nil, &comments); err != nil {
			return 0, err
		}
		for _, c := range comments {
			if hasMarker(c.Body, marker) && s.mine(ctx, c) {
				return c.ID, nil
			}
		}
		if len(comments) < pageSize {
			break
		}
	}
	return 0, nil
}

// hasMarker looks at the beginning only: who quotes a comment has the marker
// too, further down.
func hasMarker(body, marker string) bool {
	return strings.HasPrefix(strings.ReplaceAll(body, "\r\n", "\n"), markdown.Marker+"\n"+marker+"\n")
}

// mine tells whether the comment can be of this token. A marker alone can be
// copied: a contributor's comment that we update would show our words, and be
// theirs to change. The token of a job is a bot's and cannot ask who it is.
func (s *service) mine(ctx context.Context, c posted) bool {
	if c.User.Type == "Bot" {
		return true
	}
	if s.login == nil { // once, however many copies there are
		var user struct {
			Login string `json:"login"`
		}
		if s.ask(ctx, http.MethodGet, s.root+"/user", "GET /user", nil, &user) != nil {
			user.Login = ""
		}
		s.login = &user.Login
	}
	return *s.login != "" && *s.login == c.User.Login
}

// call calls below the repository.
func (s *service) call(ctx context.Context, method, path string, in, out any) error {
	return s.ask(ctx, method, s.root+"/repos/"+s.repository+path, method+" "+strings.Split(path, "?")[0], in, out)
}

func (s *service) ask(ctx context.Context, method, address, name string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return fmt.Errorf("%s: GITHUB_API_URL is no URL", name)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Accept", "application/vnd.github+json")
	request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	request.Header.Set("User-Agent", "ashlar")
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(request)
	if err != nil {
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, longestPage))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		var said struct {
			Message string `json:"message"`
		}
		json.Unmarshal(text, &said) // an answer that is no JSON has no message
		return &refusal{name, response.StatusCode, cmp.Or(cut(said.Message, longestReason), strconv.Quote(http.StatusText(response.StatusCode)))}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s: reading the answer: it is not the JSON that is expected", name)
	}
	return nil
}
