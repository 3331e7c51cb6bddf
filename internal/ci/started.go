package ci

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/ashlarsec/ashlar/internal/ci/process"
	"github.com/ashlarsec/ashlar/internal/printable"
)

const (
	pollTime = 100 * time.Millisecond
	askTime  = 5 * time.Second // for one answer of health-url
	endTime  = time.Second     // that a command whose API is gone gets to end as well
)

// start starts the API, if the inputs say how, and waits until it answers.
func (r *run) start(ctx context.Context) error {
	if r.in.health == "" {
		return nil
	}
	if r.in.start != "" {
		if err := answers(ctx, r.in.health, false); err == nil {
			return usage("stop what runs there, or leave start out to scan it", "start: something answers at %s already, and it is not known what", r.healthName())
		}
		r.say("starting the API")
		api, err := process.Start(r.in.start, startable(r.Environ))
		if err != nil {
			return usage("start is a command for a shell: python app.py", "starting the API: %v", err)
		}
		r.api.Store(api)
	}
	began := time.Now()
	if err := r.await(ctx); err != nil {
		return err
	}
	r.say("the API answers after %s", time.Since(began).Round(100*time.Millisecond))
	return nil
}

// await waits until the API is well.
func (r *run) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, r.in.wait, errWait)
	defer cancel()
	api := r.api.Load()
	var gone <-chan struct{} // nil never ends
	if api != nil {
		gone = api.Ended()
	}
	tick := time.NewTicker(pollTime)
	defer tick.Stop()
	last := errors.New("it was not asked")
	for {
		err := answers(ctx, r.in.health, r.in.healthOnly)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil { // else it says only that time is up
			last = err
		}
		select {
		case <-tick.C:
		case <-gone:
			// One that ends well may have left a server behind.
			if gone = nil; api.Err() != nil {
				hint := "it has to go on, or to leave the API running"
				if r.showOutput() {
					hint = "its last output is above"
				}
				return usage(hint, "start: the command ended (%v) before the API answered", api.Err())
			}
		case <-ctx.Done():
			if context.Cause(ctx) != errWait {
				return ctx.Err()
			}
			hint := "is the URL right? start-timeout waits longer"
			if r.showOutput() {
				hint += "; its last output is above"
			}
			if api != nil && gone == nil {
				r.say("start: the command ended (%s) without an error, and nothing that it may have left behind answers", api.State())
			}
			return usage(hint, "the API did not come up within %s: %s: %v", r.in.wait, r.healthName(), last)
		}
	}
}

var errWait = errors.New("waited long enough")

// healthName is the input that says where the API answers. Its value is not
// repeated: a query can hold a key.
func (r *run) healthName() string {
	if r.in.healthOnly {
		return "health-url"
	}
	return "url"
}

// asker follows no redirect: that there is one is an answer. Nor does it look
// at certificates: the scan does, unless args say otherwise.
var asker = &http.Client{
	Timeout:       askTime,
	Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// answers asks once. A URL that was named for it must say that all is well;
// the root of an API may be 404 and only must not be a server's error. Nothing
// but the question is sent.
func answers(ctx context.Context, url string, well bool) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return errors.New("it is no URL")
	}
	response, err := asker.Do(request)
	if err != nil {
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
			err = inner // the outer ones repeat the URL
		}
		return err
	}
	response.Body.Close()
	if s := response.StatusCode; s >= 500 || well && s >= 400 {
		return fmt.Errorf("it answers %d", s)
	}
	return nil
}

// withheld are variables that what is started does not get: the inputs, which
// hold a token, and the files by which it could speak for this step.
var withheld = []string{"INPUT_", "GITHUB_OUTPUT=", "GITHUB_STEP_SUMMARY=", "GITHUB_ENV=", "GITHUB_PATH=", "GITHUB_STATE="}

func startable(environ []string) []string {
	var kept []string
next:
	for _, entry := range environ {
		for _, prefix := range withheld {
			if strings.HasPrefix(strings.ToUpper(entry), prefix) {
				continue next
			}
		}
		kept = append(kept, entry)
	}
	return kept
}

// stop ends all that was started, and waits until it is gone. It may be
// called twice.
func (r *run) stop() {
	if api := r.api.Load(); api != nil {
		api.Stop()
		r.api.Store(nil)
	}
}

// whenSignalledAgain ends what was started at once when a second signal says
// that there is no time to end it in order; a third ends this program. The
// first one ends the context. The function that it returns ends the watch.
func (r *run) whenSignalledAgain() func() {
	signals := make(chan os.Signal, 3)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	over := make(chan struct{})
	go func() {
		for n := 0; n < 2; n++ {
			select {
			case <-signals:
			case <-over:
				return
			}
		}
		signal.Stop(signals)
		if a := r.api.Load(); a != nil {
			a.Kill()
		}
	}()
	return func() {
		signal.Stop(signals)
		close(over)
	}
}

// sayHowTheAPIIs tells of an API that is gone when the scan is over, and shows
// what it said last; that also where the scan had trouble with it.
func (r *run) sayHowTheAPIIs(ctx context.Context, trouble bool) {
	api := r.api.Load()
	if api == nil {
		return
	}
	if err := answers(ctx, r.in.health, r.in.healthOnly); err != nil {
		r.say("the API does not answer any more: %s: %v", r.healthName(), err)
		trouble = true
		select {
		case <-api.Ended():
			r.say("start: the command ended (%s)", api.State())
		case <-time.After(endTime): // it may be about to
		}
	}
	if trouble {
		r.showOutput()
	}
}

// showOutput prints the last lines of what was started, if there are any.
func (r *run) showOutput() (shown bool) {
	api := r.api.Load()
	if api == nil {
		return false
	}
	lines := api.LastLines()
	switch len(lines) {
	case 0:
		r.say("the start command has printed nothing")
		return false
	case 1:
		r.say("the last line that the start command printed:")
	default:
		r.say("the last %d lines of what the start command printed:", len(lines))
	}
	for _, line := range lines {
		fmt.Fprintf(r.err, "  | %s\n", printable.Line(r.masker.Text(line)))
	}
	return true
}
