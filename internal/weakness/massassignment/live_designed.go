package massassignment

import (
	"context"
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// against is a sentence of the design about a property that a request should
// not set, with %s where the property is named: several are told together.
// Empty: the design says nothing.
type against string

// about puts the names into the sentence.
func (a against) about(names ...string) string { return fmt.Sprintf(string(a), weakness.List(names)) }

// reserved is where the design says that no request sets the property:
// "ashlar.yaml:10 says that only the server sets total".
func reserved(res *design.Resource, name string) against {
	if res == nil {
		return ""
	}
	if w := design.Listed(res.Computed, name); w != nil {
		return against(plain(w.Place) + " says that only the server sets %s")
	}
	if o := res.OwnedBy(name); o != nil {
		return against(plain(o.Place) + " says whose it is by %s")
	}
	if w := design.Listed(res.Secret, name); w != nil {
		return against(plain(w.Place) + " says that nobody sees %s")
	}
	return ""
}

// beyond is where the design lists what a request may set, and not the
// property.
func beyond(res *design.Resource, name string) against {
	if may, stated, at := res.MaySet(name); stated && !may {
		return against(plain(at) + " does not list %s among what may be set")
	}
	return ""
}

// plain is the place as part of a format.
func plain(at api.Place) string { return strings.ReplaceAll(at.String(), "%", "%%") }

// withheld are the properties that the design names and a request should not set,
// as far as they are the document's own.
func withheld(res *design.Resource) []string {
	var names []string
	if res == nil {
		return nil
	}
	for _, w := range append(append([]design.Word{}, res.Computed...), res.Secret...) {
		if !strings.Contains(w.Text, ".") {
			names = append(names, w.Text)
		}
	}
	for _, o := range res.Owner {
		if !strings.Contains(o.Property, ".") {
			names = append(names, o.Property)
		}
	}
	return names
}

// owners tries the owner's properties one at a time: who changes them may not
// see the object any more, and with it nothing else that was written.
func (l *look) owners(ctx context.Context, all []property) (taken []property, err error) {
	for _, c := range all {
		o, err := l.write(ctx, []property{c}, false)
		if err != nil {
			return nil, err
		}
		if c.is(o, c.first) && !c.is(l.honest, c.first) {
			taken = append(taken, c)
		}
		if o.body == nil && o.object != nil && world.Succeeded(o.sent) && c.heir != nil {
			o.object.Owner = c.heir // who is asked to delete it in the end
		}
	}
	return taken, nil
}

// heir is another identity that has what the owner's property equals, and the
// value; nil for none.
func heir(p *weakness.LivePass, o *design.Owner, who *identity.Identity) (*identity.Identity, any) {
	own := p.Attribute(o.Identity, who)
	for _, other := range p.Identities() {
		if v := p.Attribute(o.Identity, other); v != nil && v != own {
			return other, v
		}
	}
	return nil, nil
}

// ofOwner are two values for a property that says whose the document is: those
// of others.
func (c *property) ofOwner(p *weakness.LivePass, o *design.Owner, honest *outcome) {
	var v any
	c.alone = true
	if c.heir, v = heir(p, o, honest.who); v != nil {
		c.first, c.second = v, p.Similar(v)
		return
	}
	if now := honest.body[c.name]; scalar(now) {
		c.first, c.second = p.Similar(now), p.Similar(now)
		return
	}
	c.first, c.second = p.Random(), p.Random()
}

// tell is what was set and why it should not have been.
func (l *look) tell(who *identity.Identity, all []property) string {
	var names []string
	var whys []against
	by := map[against][]string{}
	beside := true
	for _, c := range all {
		names = append(names, c.name)
		beside = beside && !c.asked
		if c.why == "" {
			continue
		}
		if by[c.why] == nil {
			whys = append(whys, c.why)
		}
		by[c.why] = append(by[c.why], c.name)
	}
	said := fmt.Sprintf("%s set %s and read it back", who, weakness.List(names))
	if beside {
		said = fmt.Sprintf("%s set %s, which %s does not offer, and read it back", who, weakness.List(names), l.op)
	}
	for _, why := range whys {
		said += "; " + why.about(by[why]...)
	}
	return said + "."
}
