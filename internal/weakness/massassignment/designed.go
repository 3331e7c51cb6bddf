package massassignment

import (
	"context"
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// reserved is where the design says that no request sets the property:
// "ashlar.yaml:10 says that only the server sets total". "": it does not.
func reserved(res *design.Resource, name string) string {
	if res == nil {
		return ""
	}
	if w := design.Listed(res.Computed, name); w != nil {
		return fmt.Sprintf("%s says that only the server sets %s", w.Place, name)
	}
	if o := res.OwnedBy(name); o != nil {
		return fmt.Sprintf("%s says that %s is the %s of who calls", o.Place, name, o.Identity)
	}
	if w := design.Listed(res.Secret, name); w != nil {
		return fmt.Sprintf("%s says that %s is secret", w.Place, name)
	}
	return ""
}

// beyond is where the design lists what a request may set, and not the
// property. "": it lists nothing, or the property too.
func beyond(res *design.Resource, name string) string {
	if may, stated, at := res.MaySet(name); stated && !may {
		return fmt.Sprintf("%s does not list %s among what may be set", at, name)
	}
	return ""
}

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
	var names, whys []string
	beside := true
	for _, c := range all {
		names = append(names, c.name)
		if why := c.why; why != "" {
			whys = append(whys, why)
		}
		beside = beside && !c.asked
	}
	said := fmt.Sprintf("%s set %s and read it back", who, weakness.List(names))
	if beside {
		said = fmt.Sprintf("%s set %s, which %s does not offer, and read it back", who, weakness.List(names), l.op)
	}
	if len(whys) > 0 {
		said += "; " + strings.Join(whys, "; ")
	}
	return said + "."
}
