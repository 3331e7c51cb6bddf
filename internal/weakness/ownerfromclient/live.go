package ownerfromclient

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	res := p.Outline.Resource(op)
	_, admin := p.Outline.Administrative(op)
	purpose := p.Outline.Purpose(op)
	switch purpose {
	case outline.Login, outline.SignUp, outline.Logout, outline.Refresh, outline.Reset, outline.Health, outline.Documentation:
		return "it is about no object of anybody's"
	}
	switch {
	case admin:
		return "it is for administrators, who may name others"
	case res == nil:
		return "it is about no kind of object that is known"
	case purpose == outline.Create && res == p.Outline.Accounts:
		return "it creates accounts, which own themselves"
	case purpose != outline.Create && !p.Outline.ReadsOnly(op):
		return "it changes an object that it is given: cross-owner-write"
	case purpose == outline.Create && op.Body == nil:
		return "it takes no values that could name an owner"
	case purpose == outline.Create && forAnother(op):
		return "naming somebody else is what it is for"
	}
	return p.Open(op, res)
}

// forAnother tells whether the operation hands something to somebody else:
// to share, to invite, to send a message.
func forAnother(op *weakness.Operation) bool {
	for _, part := range append(strings.Split(op.Path, "/"), op.ID) {
		if strings.HasPrefix(part, "{") {
			continue
		}
		for _, word := range lexicon.Words(part) {
			if slices.Contains(handings, word) || slices.Contains(handings, lexicon.Singular(word)) {
				return true
			}
		}
	}
	return false
}

var handings = strings.Fields(`transfer assign assignment reassign share sharing invite invitation message chat conversation dm mail email
	notify notification send gift friend friendship follow follower following request payment pay referral refer recommendation endorsement
	block mute mention impersonate delegate grant member membership participant collaborator attendee meeting call`)

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		return p.EachPair(ctx, op, func(ctx context.Context, pair world.Pair) (*weakness.Found, error) {
			a := &attempt{p: p, op: op, res: p.Outline.Resource(op), pair: pair}
			if p.Outline.Purpose(op) == outline.Create {
				return a.creating(ctx)
			}
			return a.reading(ctx)
		})
	})
}

// attempt is one operation, called by the stranger of the pair in the name
// of its owner.
type attempt struct {
	p    *weakness.LivePass
	op   *weakness.Operation
	res  *outline.Resource
	pair world.Pair

	once bool // what it needs serves only once: each object takes new ones
}

// victim is the owner's object, or nil where ordinary identities own none.
func (a *attempt) victim(ctx context.Context) (*world.Object, error) {
	obj, err := a.p.Own(ctx, a.res, a.pair.Owner)
	if err != nil {
		return nil, err
	}
	if obj.Owner != a.pair.Owner || !obj.Made && a.res != a.p.Outline.Accounts && a.p.Reserved(a.res) {
		a.p.NotApplicable(a.op, "a %s is made by administrators alone: nothing that ordinary identities own", a.res.Name)
		return nil, nil
	}
	return obj, nil
}

// inName says how the stranger named the owner.
func (a *attempt) inName(c candidate) string {
	return fmt.Sprintf("%s's %s in %s", a.pair.Owner, c.what, c.place)
}
