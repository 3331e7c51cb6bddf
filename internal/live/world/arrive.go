package world

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Bounds of waiting for what was made to be there: 1.5 seconds in all, and
// in vain once for a kind.
const (
	maxAsks   = 6
	firstWait = 50 * time.Millisecond // doubled each time
)

// await asks until it is told yes.
func await(ctx context.Context, ask func() (bool, error)) (bool, error) {
	for n := range maxAsks {
		if n > 0 {
			select {
			case <-ctx.Done():
				return false, ctx.Err()
			case <-time.After(firstWait << (n - 1)):
			}
		}
		if yes, err := ask(); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// lag is what is known of how soon objects of a kind can be read.
type lag int

const (
	prompt  lag = iota // nothing else was seen
	behind             // a read showed one only after a while
	forsake            // one never was shown
)

// lagging waits for an object of the scan's own that a first read did not
// find, and remembers whether others of its kind are to be waited for.
func (w *World) lagging(ctx context.Context, obj *Object, err error) (bool, error) {
	var u *Unbuildable
	if !obj.Made || obj.account || !errors.As(err, &u) || u.Exchange == nil || u.Exchange.Status != http.StatusNotFound || w.lag(obj.Resource) != prompt {
		return false, nil
	}
	there, err := await(ctx, func() (bool, error) { return w.readable(ctx, obj) })
	if err != nil {
		return false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lags[obj.Resource] = forsake
	if there {
		w.lags[obj.Resource] = behind
	}
	return there, nil
}

func (w *World) lag(res *outline.Resource) lag {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lags[res]
}

// readable tells whether the owner is shown the object three times on end:
// copies catch up one after another.
func (w *World) readable(ctx context.Context, obj *Object) (bool, error) {
	for range baselines {
		if _, _, err := w.ReadBack(ctx, obj); err != nil {
			if Stops(err) {
				return false, err
			}
			return false, nil
		}
	}
	return true, nil
}

// arrive waits for a new object where its kind lags, or where the API has
// only accepted to make it (RFC 9110, section 15.3.3) and says where it tells
// how far it is.
func (w *World) arrive(ctx context.Context, obj *Object) error {
	accepted := obj.Exchange.Status == http.StatusAccepted && w.lag(obj.Resource) != forsake
	if !accepted && w.lag(obj.Resource) != behind {
		return nil
	}
	job := w.leadsTo(obj.Exchange.Header.Get("Location"))
	if job != nil && w.Outline.Resource(job.Operation) == obj.Resource {
		job = nil
	}
	if job != nil {
		for _, v := range job.Path {
			if request.Text(obj.Values["id"]) == v {
				delete(obj.Values, "id") // the identifier of the job
			}
		}
	}
	there, err := await(ctx, func() (bool, error) {
		if job != nil {
			ex, err := w.Send(ctx, obj.Owner, job)
			if err != nil {
				return false, err
			}
			w.learnMade(obj, ex)
		}
		if obj.ID() == "" {
			if err := w.locate(ctx, obj); err != nil {
				return false, err
			}
		}
		if obj.ID() == "" {
			return false, nil
		}
		return w.readable(ctx, obj)
	})
	if err == nil && !there {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.lags[obj.Resource] = forsake
	}
	return err
}

// learnMade takes the identifier of what was made from what is told of the
// job that makes it: note_id, or an address of the note.
func (w *World) learnMade(obj *Object, ex *wire.Exchange) {
	body, _ := ex.JSON()
	addresses := []string{ex.Header.Get("Location")}
	for _, leaf := range compare.Leaves(body) {
		name := plain(PropertyName(leaf.Pointer))
		id, ok := scalarID(leaf.Value)
		if kind := plain(obj.Resource.Name); ok && (name == kind+"id" || name == kind+"uuid" || name == "resourceid" || name == "resultid") {
			obj.Values["id"] = id
			return
		}
		if text, ok := leaf.Value.(string); ok && strings.Contains(text, "/") {
			addresses = append(addresses, text)
		}
	}
	for _, address := range addresses {
		r := w.leadsTo(address)
		if r == nil || w.Outline.Resource(r.Operation) != obj.Resource {
			continue
		}
		if slot, ok := w.TargetSlot(r.Operation); ok && r.Path[slot.Name] != "" {
			obj.Values["id"] = r.Path[slot.Name]
			return
		}
	}
}

// leadsTo is the declared read that an address is of, whatever stands before
// its path; nil: none is.
func (w *World) leadsTo(address string) *request.Request {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return nil
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for _, op := range w.API.Operations {
		if op.Method != "GET" || len(op.PathParameters()) == 0 {
			continue
		}
		if path := filled(op, segments); path != nil {
			return &request.Request{Operation: op, Path: path}
		}
	}
	return nil
}

// filled are the parameters of the template, where its segments are the last
// ones of a path; nil: they are not.
func filled(op *api.Operation, segments []string) map[string]string {
	template := strings.Split(strings.Trim(op.Path, "/"), "/")
	if len(template) > len(segments) {
		return nil
	}
	segments = segments[len(segments)-len(template):]
	path := map[string]string{}
	for i, part := range template {
		if name, ok := strings.CutPrefix(part, "{"); ok && strings.HasSuffix(name, "}") {
			path[strings.TrimSuffix(name, "}")] = segments[i]
		} else if part != segments[i] {
			return nil
		}
	}
	return path
}
