package scan

import (
	"context"
	"net/url"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Subject is what the targets tell of an API before anything is tried on it:
// what a design is drafted from.
type Subject struct {
	Base      *url.URL        // as it was named; nil: no URL was given
	Contracts []string        // files and URLs
	Model     *api.Model      // operations of the contract and of the source
	Contract  *api.Model      // without what the source adds; nil: there is none
	Program   *source.Program // nil: no source was given
	Notes     []string        // what was left out, and why
}

// Know reads contract and source. With a URL it asks the API for its
// documents, and for nothing else: GET of the front page and of the usual
// places of a contract, as anonymous.
func Know(ctx context.Context, o Options) (*Subject, error) {
	o.Mode = world.Passive
	r := begin(o)
	ctx, cancel := context.WithDeadline(ctx, r.progress.Deadline)
	defer cancel()
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if r.unread != nil {
		return nil, r.unread
	}
	s := &Subject{Program: r.program}
	t := r.target
	if t.base != nil {
		base := *t.base
		s.Base = &base
		err := r.connect(ctx)
		if r.client != nil {
			defer r.client.Close()
		}
		if err != nil {
			return nil, err
		}
	}
	if t.model == nil {
		t.model = r.known()
	}
	if t.base != nil && !t.model.Authoritative {
		return nil, usage("name an OpenAPI file or the source folder beside it", "%s shows no contract at the usual places, and nothing else was given", t.base)
	}
	r.join()
	if len(t.model.Operations) == 0 {
		return nil, usage("name an OpenAPI file, or the folder whose Flask application serves something", "no operation is found in the source: there is nothing to draft from")
	}
	// A draft of half the source looks like one of all of it.
	r.aboutContract()
	r.unreadSource()
	s.Contracts, s.Model, s.Contract = t.contracts, t.model, r.contract
	for _, n := range r.scan.Notes {
		s.Notes = append(s.Notes, n.Text)
	}
	return s, nil
}
