package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Designed is what the design says of the objects that op is about; of those
// of the kind where it says nothing of op. The kind may be nil, and so is what
// is returned where the design is silent.
func (w *World) Designed(op *api.Operation, kind *outline.Resource) *design.Resource {
	if w.Outline.Intent == nil {
		return nil
	}
	if r := w.Outline.Intent.Resource(op); r != nil {
		return r
	}
	if about := w.Outline.Resource(op); about != nil {
		kind = about // what lies below an account is no account
	}
	if kind == nil {
		return nil
	}
	for _, other := range slices.Concat(kind.Read, kind.List, kind.Create, kind.Update, kind.Delete) {
		if r := w.Outline.Intent.Resource(other); r != nil {
			return r
		}
	}
	return nil
}

// secretNames are what properties are called that the design calls secret.
func secretNames(intent *design.Intent) []string {
	var names []string
	if intent == nil {
		return nil
	}
	for _, r := range intent.Resources {
		for _, s := range r.Secret {
			names = append(names, s.Text[strings.LastIndexByte(s.Text, '.')+1:])
		}
	}
	return names
}

// secret tells whether the design calls a property of such objects secret.
func (w *World) secret(kind *outline.Resource, property string) bool {
	r := w.Designed(nil, kind)
	return r != nil && design.Listed(r.Secret, property) != nil
}

// Open is what the design says where it lets others see what op is about:
// "ashlar.yaml:12 says that orders are shared". "": it does not.
func (w *World) Open(op *api.Operation, kind *outline.Resource) string {
	if r := w.Designed(op, kind); r != nil && r.Access != "" {
		return fmt.Sprintf("%s says that %s are %s", r.Place, r.Name, r.Access)
	}
	return w.PublicByDesign(op)
}

// PublicByDesign is where the design says that everybody may call op, without
// a credential: "ashlar.yaml:30 says that GET /health is public". "": it does
// not. Of a public resource that is whatever reads.
func (w *World) PublicByDesign(op *api.Operation) string {
	intent := w.Outline.Intent
	if len(intent.RolesOf(op)) > 0 {
		return ""
	}
	if at, public := intent.IsPublic(op); public {
		return fmt.Sprintf("%s says that %s is public", at, op)
	}
	if r := w.Designed(op, nil); r != nil && r.Access == design.Everybody && w.Outline.ReadsOnly(op) {
		return fmt.Sprintf("%s says that %s are public", r.Place, r.Name)
	}
	return ""
}

// KnownByDesign is where the design says that op is for those who are known,
// whatever it shows: "ashlar.yaml:25 gives it to admin". "": it does not.
func (w *World) KnownByDesign(op *api.Operation) string {
	intent := w.Outline.Intent
	if roles := intent.RolesOf(op); len(roles) > 0 {
		return fmt.Sprintf("%s gives it to %s", roles[0].Place, named(roles))
	}
	if intent == nil || w.PublicByDesign(op) != "" {
		return ""
	}
	if closed, at := intent.Closed(); closed {
		return fmt.Sprintf("%s lists what is public, and not this", at)
	}
	if r := w.Designed(op, nil); r != nil && r.Access == design.AllCallers {
		return fmt.Sprintf("%s says that %s are for all who are known", r.Place, r.Name)
	}
	return ""
}

// OwnedByDesign is where the design says that what op is about belongs to
// somebody: "ashlar.yaml:8 says that user_id tells whose orders are". "":
// it does not.
func (w *World) OwnedByDesign(op *api.Operation, kind *outline.Resource) string {
	r := w.Designed(op, kind)
	if r == nil || len(r.Owner) == 0 {
		return ""
	}
	return belongs(r, r.Owner[0])
}

func belongs(r *design.Resource, o design.Owner) string {
	if o.Property == "id" || o.Property == "_id" {
		return fmt.Sprintf("%s says that %s belong to whom they are about", o.Place, r.Name)
	}
	return fmt.Sprintf("%s says that %s tells whose %s are", o.Place, o.Property, r.Name)
}

// named joins the names of roles: admin or auditor.
func named(roles []design.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, r.Name)
	}
	return strings.Join(names, " or ")
}

// RoleFor is the role by which the design lets who call op; nil where it gives
// op to nobody, or to others.
func (w *World) RoleFor(op *api.Operation, who *identity.Identity) *design.Role {
	role := w.RoleOf(who)
	for _, r := range w.Outline.Intent.RolesOf(op) {
		if strings.EqualFold(r.Name, role) {
			return &r
		}
	}
	return nil
}

// Divided are those who are alive, by whether the design gives op to their
// role. Who has none that is known may have any that is no rank, and is in
// neither list. Not stated: the design gives op to nobody.
func (w *World) Divided(op *api.Operation) (may, not []*identity.Identity, stated bool) {
	roles := w.Outline.Intent.RolesOf(op)
	if len(roles) == 0 {
		return nil, nil, false
	}
	ranks := !slices.ContainsFunc(roles, func(r design.Role) bool { return !w.Outline.Rank(r.Name) })
	for _, who := range w.Identities() {
		switch {
		case w.RoleFor(op, who) != nil:
			may = append(may, who)
		case w.RoleOf(who) != "" || ranks:
			not = append(not, who)
		}
	}
	return may, not, true
}

// LowFor lists the identities of ordinary role that may call op by the design;
// all of them where it does not say, or where none of them may.
func (w *World) LowFor(op *api.Operation) []*identity.Identity {
	low := w.Low()
	may, _, stated := w.Divided(op)
	if !stated {
		return low
	}
	some := slices.DeleteFunc(slices.Clone(low), func(who *identity.Identity) bool { return !slices.Contains(may, who) })
	if len(some) == 0 {
		return low
	}
	return some
}

// RoleOf is what the file says that the role of who is, or else the own
// account; "" where neither says.
func (w *World) RoleOf(who *identity.Identity) string { return w.attribute("role", who) }

// PrivacyByDesign is who is meant to see the object of the view, as the owner
// of the API says. Not stated: the design does not say, or not enough is known of the two
// to tell.
func (w *World) PrivacyByDesign(v *View, stranger *identity.Identity) (p Privacy, stated bool) {
	op, kind := v.Request.Operation, v.Object.Resource
	if why := w.Open(op, kind); why != "" {
		state := Public
		if r := w.Designed(op, kind); w.PublicByDesign(op) == "" && r.Access == design.AllCallers {
			state = Shared
		}
		return Privacy{State: state, Why: why, Stated: true}, true
	}
	r := w.Designed(op, kind)
	if r == nil || len(r.Owner) == 0 {
		return Privacy{}, false
	}
	if !v.Object.Made && w.ownedBy(r, v, stranger) {
		return Privacy{State: Shared, Why: fmt.Sprintf("%s says that it is %s's own", r.Owner[0].Place, stranger), Stated: true, Theirs: true}, true
	}
	both := true
	for _, o := range r.Owner {
		same, known := w.alike(o.Identity, v.Object.Owner, stranger)
		if known && !same {
			why := belongs(r, o)
			if !design.Unique(o.Identity) {
				why += fmt.Sprintf(", and %s has not %s's %s", stranger, v.Object.Owner, o.Identity)
			}
			return Privacy{State: Private, Why: why, Stated: true}, true
		}
		both = both && known
	}
	if !both {
		return Privacy{}, false
	}
	o := r.Owner[0]
	why := fmt.Sprintf("%s, and %s has %s's %s", belongs(r, o), stranger, v.Object.Owner, o.Identity)
	return Privacy{State: Shared, Why: why, Stated: true, Theirs: true}, true
}

// alike tells whether two callers have the same of what the design names. What
// the file calls a tenant is compared with what it calls another's, and never
// with what an account does: one may be a name, the other an identifier.
func (w *World) alike(name string, a, b *identity.Identity) (same, known bool) {
	x, y := w.attribute(name, a), w.attribute(name, b)
	if name == "tenant" && (a.Tenant == "") != (b.Tenant == "") {
		x, y = request.Text(ofAccountBy(name, a)), request.Text(ofAccountBy(name, b))
	}
	if x == "" || y == "" {
		return false, design.Unique(name)
	}
	return x == y, true
}

// Attribute is what of the caller the design names: id, tenant, email or
// another claim, of the file itself, else of the own account as answers and
// tokens tell it. Nil: it is not known.
func (w *World) Attribute(name string, who *identity.Identity) any {
	switch {
	case name == "tenant" && who.Tenant != "":
		return who.Tenant
	case name == "role" && who.Role != "":
		return who.Role
	}
	return ofAccountBy(name, who)
}

// ofAccountBy is what the own account says under the name of the design.
func ofAccountBy(name string, who *identity.Identity) any {
	account := who.Account()
	for _, fits := range []func(key string) bool{
		func(key string) bool { return plain(key) == plain(name) },
		func(key string) bool {
			return name == "tenant" && lexicon.Tenant(key) || name == "id" && (plain(key) == "sub" || plain(key) == "uid" || lexicon.Account(key) && lexicon.Identifier(key))
		},
	} {
		for _, key := range sortedKeys(account) {
			if v, ok := scalarID(account[key]); ok && fits(key) {
				return v
			}
		}
	}
	return nil
}

// noteUnknownOwners tells of owners in the design that equal something of who
// calls that nobody has, such as a misspelled id: they decide nothing.
func (w *World) noteUnknownOwners() {
	if w.Outline.Intent == nil {
		return
	}
	for _, r := range w.Outline.Intent.Resources {
		for _, o := range r.Owner {
			known := ""
			for _, who := range w.Identities() {
				if w.Attribute(o.Identity, who) != nil {
					known = ""
					break
				}
				if account := who.Account(); len(account) > 0 && known == "" {
					known = who.Name + " has " + strings.Join(slices.DeleteFunc(sortedKeys(account), lexicon.Sensitive), ", ")
				}
			}
			if known != "" {
				w.Note("warning", "%s: nobody who calls is known to have %q (%s), so that it does not decide whose %s are", o.Place, o.Identity, known, r.Name)
			}
		}
	}
}

func (w *World) attribute(name string, who *identity.Identity) string {
	return request.Text(w.Attribute(name, who))
}

// ownedBy tells whether the object that was found says that it is who's: by
// one property at least, and by none that it is somebody else's.
func (w *World) ownedBy(r *design.Resource, v *View, who *identity.Identity) bool {
	doc, _ := compare.Unwrap(v.Body).(map[string]any)
	told := false
	for _, o := range r.Owner {
		held, shown := scalarID(doc[o.Property])
		if !shown {
			held, shown = scalarID(v.Object.Values[o.Property])
		}
		if !shown {
			continue
		}
		if !strings.EqualFold(request.Text(held), w.attribute(o.Identity, who)) {
			return false
		}
		told = true
	}
	return told
}
