package ci

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/report/markdown"
)

// pullRequest is what of the event says where to comment.
type pullRequest struct {
	number int
	fork   bool
}

// comment keeps one comment on the pull request up to date. Nothing here
// fails a build: a service that does not answer says nothing about the API.
func (r *run) comment(ctx context.Context) {
	if r.in == nil || !r.in.comment || len(r.scans) == 0 || ctx.Err() != nil {
		return
	}
	of, err := r.pullRequest()
	if err != nil {
		r.notice("no comment: " + err.Error())
	}
	if of == nil || err != nil {
		return
	}
	if r.in.token == "" {
		r.notice("no comment on the pull request: there is no github-token" + fromFork(of))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	service := &service{
		root: strings.TrimRight(cmp.Or(r.env("GITHUB_API_URL"), "https://api.github.com"), "/"), repository: r.env("GITHUB_REPOSITORY"), token: r.in.token,
	}
	marker := r.marker()
	body := r.page(longestComment, markdown.Marker+"\n"+marker+"\n") + r.footer()
	done, err := service.keep(ctx, of.number, marker, body)
	if err != nil {
		hint := ""
		if refused, ok := errors.AsType[*refusal](err); ok && refused.status == http.StatusForbidden {
			hint = ": the job needs permissions: pull-requests: write" + fromFork(of)
		}
		r.notice("no comment on the pull request: " + err.Error() + hint)
		return
	}
	r.say("the comment on pull request %d is %s", of.number, done)
}

func fromFork(of *pullRequest) string {
	if of.fork {
		return " (the pull request comes from a fork, whose workflows get none that may write)"
	}
	return ""
}

func (r *run) notice(text string) {
	r.say("%s", text)
	r.commands.annotate("notice", api.Place{}, "Ashlar", text)
}

var repositoryName = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$`)

// pullRequest is nil where the event is none.
func (r *run) pullRequest() (*pullRequest, error) {
	if event := r.env("GITHUB_EVENT_NAME"); event != "pull_request" && event != "pull_request_target" {
		return nil, nil
	}
	text, err := os.ReadFile(r.env("GITHUB_EVENT_PATH"))
	if err != nil {
		return nil, fmt.Errorf("reading GITHUB_EVENT_PATH: %w", err)
	}
	var event struct {
		PullRequest struct {
			Number int `json:"number"`
			Head   struct {
				Repo struct {
					FullName string `json:"full_name"`
				} `json:"repo"`
			} `json:"head"`
		} `json:"pull_request"`
	}
	if err := json.Unmarshal(text, &event); err != nil {
		return nil, errors.New("reading GITHUB_EVENT_PATH: it is no JSON of an event")
	}
	p := event.PullRequest
	if p.Number <= 0 {
		return nil, errors.New("the event names no pull request")
	}
	if !repositoryName.MatchString(r.env("GITHUB_REPOSITORY")) {
		return nil, errors.New("GITHUB_REPOSITORY is no owner/name")
	}
	return &pullRequest{number: p.Number, fork: !strings.EqualFold(p.Head.Repo.FullName, r.env("GITHUB_REPOSITORY"))}, nil
}

// marker is a line that nobody sees, by which this step of this job finds its
// own comment again. Two steps that look at two things have two comments. No
// port enters it: jobs choose them freely.
func (r *run) marker() string {
	parts := append([]string{r.env("GITHUB_WORKFLOW"), r.env("GITHUB_JOB"), r.env("GITHUB_ACTION"), r.in.config}, r.in.targets...)
	for _, text := range r.in.urls {
		if u, err := url.Parse(text); err == nil {
			parts = append(parts, u.Hostname()+u.Path)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "<!-- ashlar:ci:" + hex.EncodeToString(sum[:8]) + " -->"
}

// footer says which commit this is about: a comment that is kept up to date
// would not tell.
func (r *run) footer() string {
	server, repository, id := r.env("GITHUB_SERVER_URL"), r.env("GITHUB_REPOSITORY"), r.env("GITHUB_RUN_ID")
	if !strings.HasPrefix(server, "https://") && !strings.HasPrefix(server, "http://") || id == "" {
		return ""
	}
	return fmt.Sprintf("\n[The run with the whole report](%s/%s/actions/runs/%s)\n", strings.TrimRight(server, "/"), repository, id)
}
