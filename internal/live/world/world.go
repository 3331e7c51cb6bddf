// Package world is what a live look knows of a running API and may use of
// it: identities that are proven to work, objects that they own, requests
// that are honestly answered.
//
// Everything is made when it is first asked for and then kept, so a check
// pays only for what it needs, and the same for all.
package world

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Mode says how far a scan may go. DESIGN.md, "Safety".
type Mode string

const (
	Passive Mode = "passive" // GET and HEAD of declared operations, no attack values
	Safe    Mode = "safe"    // attacks only what the scan itself created
	Full    Mode = "full"    // anything
)

// Options are what a World is made from.
type Options struct {
	API    *api.Model
	Design *design.Design // nil: none
	Client *wire.Client
	Mode   Mode
	Seed   uint64
	Nonce  string // lower-case letters and digits, new for each scan: keeps names unique on the target
	Masker *evidence.Masker
	Log    *slog.Logger
}

// World is safe for use by several goroutines.
type World struct {
	API     *api.Model
	Outline *outline.Outline
	Mode    Mode
	Masker  *evidence.Masker

	design *design.Design
	client *wire.Client
	log    *slog.Logger
	seed   uint64
	nonce  string

	counter    atomic.Int64
	writes     atomic.Int64 // begun, and answered
	anonymous  *identity.Identity
	identities []*identity.Identity
	flows      map[*identity.Identity]*loginFlow
	witnesses  []*api.Operation

	making   sync.Mutex // one object is made at a time: making one may need another
	spare    *identity.Identity
	spareErr error

	mu        sync.Mutex // guards what follows
	own       map[ownKey]*ownEntry
	views     map[viewKey]*View
	bases     map[baseKey]*baseEntry
	templates map[*api.Operation]*template
	created   []*Object
	notes     []finding.Note
	sessions  map[*identity.Identity]*session
	lags      map[*outline.Resource]lag
	labels    map[*api.Operation]string
	gained    map[*identity.Identity][]string // rights of accounts of the scan's own, by what
}

// New knows the API and nobody yet; [World.Become] comes next.
func New(o Options) *World {
	w := &World{
		API:       o.API,
		Outline:   outline.Of(o.API),
		Mode:      o.Mode,
		Masker:    o.Masker,
		design:    o.Design,
		client:    o.Client,
		log:       o.Log,
		seed:      o.Seed,
		nonce:     o.Nonce,
		anonymous: identity.Anonymous(),
		flows:     map[*identity.Identity]*loginFlow{},
		own:       map[ownKey]*ownEntry{},
		views:     map[viewKey]*View{},
		bases:     map[baseKey]*baseEntry{},
		templates: map[*api.Operation]*template{},
		sessions:  map[*identity.Identity]*session{},
		lags:      map[*outline.Resource]lag{},
		labels:    map[*api.Operation]string{},
		gained:    map[*identity.Identity][]string{},
	}
	if w.design == nil {
		w.design = &design.Design{}
	}
	w.Outline.Intent, w.Outline.Equals = w.design.Intent, w.design.Equals()
	if w.Masker != nil {
		w.Masker.Name(secretNames(w.design.Intent)...)
	}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	return w
}

// Name is that of the operation, as [api.Operation.String] gives it: made once,
// since each weakness has an entry for each operation.
func (w *World) Name(op *api.Operation) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	name, ok := w.labels[op]
	if !ok {
		name = op.String()
		w.labels[op] = name
	}
	return name
}

// Random returns 16 lower-case letters and digits that nothing else of this
// scan holds. The first is a letter.
func (w *World) Random() string {
	return w.hash(fmt.Sprint(w.counter.Add(1)))
}

func (w *World) hash(label string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", w.seed, w.nonce, label))
	return "z" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:15]
}

// Anonymous is the identity without a credential.
func (w *World) Anonymous() *identity.Identity { return w.anonymous }

// Identities lists those who are proven alive, in the order of the design,
// without anonymous.
func (w *World) Identities() []*identity.Identity {
	var alive []*identity.Identity
	for _, who := range w.identities {
		if ok, _ := who.Alive(); ok {
			alive = append(alive, who)
		}
	}
	return alive
}

// All lists every identity, alive or not, without anonymous.
func (w *World) All() []*identity.Identity { return w.identities }

// High tells whether the identity's role is meant to do more than others'.
func (w *World) High(who *identity.Identity) bool { return w.Outline.Rank(who.Role) }

// HighRole tells whether the word for a role says that it is meant to do more
// than others.
func HighRole(role string) bool { return lexicon.Administrative(role) }

// Low lists the identities of ordinary role that are alive.
func (w *World) Low() []*identity.Identity {
	return slices.DeleteFunc(slices.Clone(w.Identities()), w.High)
}

// Highs lists the identities of administrative role that are alive.
func (w *World) Highs() []*identity.Identity {
	return slices.DeleteFunc(slices.Clone(w.Identities()), func(i *identity.Identity) bool { return !w.High(i) })
}

// Pairs lists owner and stranger of equal role: the first two of different
// tenants, where nothing can be shared, then the first two of one tenant.
// More pairs would cost objects and requests and tell nothing new.
func (w *World) Pairs() []Pair { return pairs(w.Low()) }

// PairsFor is [World.Pairs] of those who may call op by the design.
func (w *World) PairsFor(op *api.Operation) []Pair {
	if some := pairs(w.LowFor(op)); len(some) > 0 {
		return some
	}
	return w.Pairs()
}

func pairs(low []*identity.Identity) []Pair {
	var apart, together []Pair
	for i, a := range low {
		for j, b := range low {
			if i == j || a.Role != b.Role {
				continue
			}
			p := Pair{Owner: a, Stranger: b}
			if p.Apart() {
				apart = append(apart, p)
			} else {
				together = append(together, p)
			}
		}
	}
	return append(apart[:min(1, len(apart))], together[:min(1, len(together))]...)
}

// Pair is two identities of equal role.
type Pair struct{ Owner, Stranger *identity.Identity }

// Apart tells whether they belong to different tenants.
func (p Pair) Apart() bool {
	return p.Owner.Tenant != "" && p.Stranger.Tenant != "" && p.Owner.Tenant != p.Stranger.Tenant
}

// Note tells the reader something about the scan itself, once.
func (w *World) Note(level, format string, args ...any) {
	n := finding.Note{Level: level, Text: w.Masker.Text(fmt.Sprintf(format, args...))}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.notes, n) {
		w.notes = append(w.notes, n)
	}
}

// Notes lists what was noted so far, sorted.
func (w *World) Notes() []finding.Note {
	w.tellRenewals()
	w.noteUnknownOwners()
	w.mu.Lock()
	defer w.mu.Unlock()
	notes := slices.Clone(w.notes)
	slices.SortFunc(notes, func(a, b finding.Note) int { return strings.Compare(a.Level+a.Text, b.Level+b.Text) })
	return notes
}

// ErrPassive is returned for a request that the passive mode does not allow.
var ErrPassive = errors.New("not sent in passive mode")

// Send puts a request on the wire as who. A credential that is about to expire
// is renewed before; a refusal that may be its end is answered with a new one
// and the same request, once, if a witness says that it has died.
//
// The error is about the scan (budget, scope, target down, mode), never
// about this answer: a broken connection is an Exchange with status 0.
func (w *World) Send(ctx context.Context, who *identity.Identity, r *request.Request) (*wire.Exchange, error) {
	if err := w.Renew(ctx, who); err != nil {
		return nil, err
	}
	used := who.Credential()
	ex, err := w.SendWith(ctx, who.Name, used, r)
	if err != nil || who.IsAnonymous() || !expired(ex) {
		return ex, err
	}
	revived, err := w.revive(ctx, who, used)
	if err != nil || !revived {
		return ex, err
	}
	return w.SendWith(ctx, who.Name, who.Credential(), r)
}

// SendWith is Send with a credential of the caller's choice and no second
// login. Objects that the answer says were created are remembered as the
// named identity's.
func (w *World) SendWith(ctx context.Context, name string, c identity.Credential, r *request.Request) (*wire.Exchange, error) {
	if w.Mode == Passive && !r.Operation.Reads() && w.Outline.Purpose(r.Operation) != outline.Login {
		return nil, ErrPassive
	}
	wr, err := r.Wire("")
	if err != nil {
		return nil, err
	}
	c.Apply(&wr)
	wr.Makes = !r.Operation.Reads() && r.Operation.Method != "DELETE"
	if !r.Operation.Reads() {
		w.writes.Add(1)
		defer w.writes.Add(1)
	}
	ex, err := w.client.Do(ctx, name, wr)
	if err != nil {
		if errors.Is(err, wire.ErrUnanswered) {
			w.Note("warning", "%s was on its way when the scan ended, and was not answered: what it made, if anything, is not known and stays", r.Operation)
		}
		return nil, err
	}
	w.noteCreated(name, r, ex)
	w.notePassword(name, r, ex)
	return ex, nil
}

// Writes counts the requests that may have changed something, once when each
// is sent and once when it is answered: as long as it stays the same, the scan
// has changed nothing.
func (w *World) Writes() int64 { return w.writes.Load() }

// identity returns the identity of that name, or nil.
func (w *World) identity(name string) *identity.Identity {
	for _, who := range w.identities {
		if who.Name == name {
			return who
		}
	}
	return nil
}

// Stops tells whether an error ends the scan, rather than one attempt.
func Stops(err error) bool {
	return errors.Is(err, wire.ErrBudget) || errors.Is(err, wire.ErrDown) || errors.Is(err, wire.ErrScope) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
