package massassignment

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// subject is what an operation makes or updates: an object of the scan's own,
// or the account of somebody that it signed up.
type subject struct {
	account bool
	signUp  bool
	// write sends the operation as it would honestly be sent, changed by
	// change, about a fresh object, and reads the object afterwards.
	write func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error)
}

// outcome is one write and what its owner reads afterwards.
type outcome struct {
	who     *identity.Identity
	object  *world.Object
	request *request.Request
	sent    *wire.Exchange
	reading *request.Request
	read    *wire.Exchange
	body    map[string]any // nil: nothing could be read, because of unseen
	unseen  string
}

func (o *outcome) tells(c property) string {
	v, ok := o.body[c.name]
	switch {
	case !ok:
		return "there is no " + c.name
	case c.secret:
		return c.name + " is something else"
	}
	return c.name + " is " + request.Text(v)
}

// subjectOf prepares an operation; nil when it has its entry in the ledger.
func subjectOf(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*subject, error) {
	purpose := p.Outline.Purpose(op)
	if purpose == outline.SignUp {
		return signingUp(p, op), nil
	}
	low := p.LowFor(op)
	if len(low) == 0 {
		p.Inconclusive(op, "no identity of ordinary role is alive")
		return nil, nil
	}
	target, picks := p.Target(op)
	switch {
	case purpose == outline.Create && p.Outline.Resource(op) == nil:
		p.Inconclusive(op, "what it makes is no kind of object that is known, and cannot be read back")
		return nil, nil
	case purpose == outline.Create:
		return creating(p, op, low[0]), nil
	case p.ChangesCaller(op), picks && target == p.Outline.Accounts:
		who, err := p.SignUp(ctx, "dave")
		if err != nil {
			if !world.Stops(err) {
				err = fmt.Errorf("it changes an account, and none can be made for it: %w", err)
			}
			return nil, err
		}
		return changingAccount(p, op, who), nil
	case !picks:
		p.Untested(op, "whose object it changes is not known")
		return nil, nil
	}
	if obj, err := p.Own(ctx, target, low[0]); err == nil && (obj.Owner != low[0] || !obj.Made && p.Reserved(target)) {
		p.NotApplicable(op, "a %s is made by administrators alone", target.Name)
		return nil, nil
	}
	if _, err := p.Base(ctx, op, low[0]); err != nil {
		return nil, err
	}
	return updating(p, op, low[0], target), nil
}

// look reads the object as its owner.
func (o *outcome) look(ctx context.Context, p *weakness.LivePass, near *weakness.Operation) error {
	watch, err := p.Watch(ctx, o.object, near)
	if err != nil {
		o.unseen = err.Error()
		if world.Stops(err) {
			return err
		}
		return nil
	}
	o.take(watch, watch.First)
	return nil
}

func (o *outcome) take(watch *world.Watch, ex *wire.Exchange) {
	o.reading, o.read = watch.Request, ex
	doc, _ := watch.Find(ex)
	if o.body, _ = doc.(map[string]any); o.body == nil {
		o.unseen = fmt.Sprintf("%s answers %s", watch.Request.Operation, world.Status(ex))
	}
}

func signingUp(p *weakness.LivePass, op *weakness.Operation) *subject {
	names := []string{"dave", "erin", "frank", "grace", "heidi", "ivan", "judy"}
	n := 0
	s := &subject{account: true, signUp: true}
	var self *weakness.Operation // what it tells the caller is more than what it tells of others
	for _, other := range p.API.Operations {
		if self == nil && p.Outline.Purpose(other) == outline.Self && other.Method == "GET" && len(other.PathParameters()) == 0 {
			self = other
		}
	}
	s.write = func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error) {
		name := names[n%len(names)]
		n++
		who, r, ex, err := p.SignUpBy(ctx, op, name, change)
		if world.Stops(err) || ex == nil {
			return nil, err
		}
		o := &outcome{who: who, request: r, sent: ex}
		if who == nil {
			o.who, o.unseen = p.Anonymous(), "nobody is signed up"
			return o, nil
		}
		if err != nil {
			o.unseen = err.Error()
			return o, nil
		}
		if o.object, err = p.Account(who); err != nil {
			return nil, err
		}
		o.object.Request = r
		return o, o.look(ctx, p, self)
	}
	return s
}

func changingAccount(p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) *subject {
	s := &subject{account: true}
	s.write = func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error) {
		obj, err := p.Account(who)
		if err != nil {
			return nil, err
		}
		o := &outcome{who: who, object: obj}
		if change == nil { // the first: it teaches what the API accepts
			o.request, o.sent, err = p.Try(ctx, op, who, obj)
		} else if o.request, _, err = p.Plant(ctx, op, who, obj); err == nil {
			o.request = change(o.request)
			o.sent, err = p.Send(ctx, who, o.request)
		}
		if err != nil {
			return nil, err
		}
		return o, o.look(ctx, p, op)
	}
	return s
}

func creating(p *weakness.LivePass, op *weakness.Operation, who *identity.Identity) *subject {
	s := &subject{}
	once := false
	var write func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error)
	write = func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error) {
		if _, err := p.Base(ctx, op, who); err != nil {
			return nil, err
		}
		var about []*world.Object
		var err error
		if once {
			if about, err = p.Needed(ctx, op, who); err != nil {
				return nil, err
			}
		}
		o := &outcome{who: who}
		if o.request, _, err = p.Plant(ctx, op, who, about...); err != nil {
			return nil, err
		}
		if change != nil {
			o.request = change(o.request)
		}
		if o.sent, err = p.Send(ctx, who, o.request); err != nil {
			return nil, err
		}
		for _, obj := range p.Created() {
			if obj.Exchange == o.sent {
				o.object = obj
			}
		}
		if o.object == nil && change == nil && !once {
			once = true // what it needs may serve only once
			return write(ctx, change)
		}
		if o.object == nil {
			o.unseen = "answers " + world.Status(o.sent)
			return o, nil
		}
		return o, o.look(ctx, p, nil)
	}
	s.write = write
	return s
}

func updating(p *weakness.LivePass, op *weakness.Operation, who *identity.Identity, res *outline.Resource) *subject {
	s := &subject{}
	s.write = func(ctx context.Context, change func(*request.Request) *request.Request) (*outcome, error) {
		obj, err := p.Fresh(ctx, res, who)
		if err != nil {
			return nil, err
		}
		watch, err := p.Watch(ctx, obj, op)
		if err != nil {
			return nil, err
		}
		o := &outcome{who: who, object: obj}
		if o.request, _, err = p.Plant(ctx, op, who, obj); err != nil {
			return nil, err
		}
		if change != nil {
			o.request = change(o.request)
		}
		if o.sent, err = p.Send(ctx, who, o.request); err != nil {
			return nil, err
		}
		ex, err := watch.After(ctx, o.sent)
		if err != nil {
			return nil, err
		}
		o.take(watch, ex)
		return o, nil
	}
	return s
}
