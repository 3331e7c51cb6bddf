package mongo

import (
	"slices"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

func TestNameInPath(t *testing.T) {
	for path, want := range map[string]string{
		"current_app.db.orders":    "orders",
		"db.orders":                "orders",
		"self.orders_collection":   "orders",
		"self._users":              "users",
		"get_users()":              "users",
		"self.collection":          "",
		"collection":               "",
		"db":                       "",
		"self.db":                  "",
		"":                         "",
		"?.orders":                 "orders",
		"app.db[]":                 "",
		"self.coll_users":          "users",
		"usersCollection":          "users",
		"repository.get_customers": "customers",
	} {
		if got := nameInPath(path); got != want {
			t.Errorf("nameInPath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestSuggestive(t *testing.T) {
	for path, want := range map[string]bool{
		"db.orders":             true,
		"self.db.orders":        true,
		"mongo.db.users":        true,
		"get_db().users":        true,
		"client.shop.users":     true, // a plural in lower case
		"self.users_collection": true,
		"collection":            true,
		"soup":                  false,
		"text":                  false,
		"self.session.query()":  false,
		"db.session.query()":    false,
		"self.headers":          false,
		"request.args":          false,
		"app.config":            false,
		"users":                 false, // a list, for all that is known
		"User.query":            false,
		"self.Items":            false,
		"page.results":          false,
		"sqlalchemy.orm.Query":  false,
	} {
		if got := suggestive(path); got != want {
			t.Errorf("suggestive(%q) = %v, want %v", path, got, want)
		}
	}
}

func TestSnake(t *testing.T) {
	for class, want := range map[string]string{"User": "user", "BlogPost": "blog_post", "APIKey": "a_p_i_key", "post": "post"} {
		if got := snake(class); got != want {
			t.Errorf("snake(%q) = %q, want %q", class, got, want)
		}
	}
}

func TestModels(t *testing.T) {
	prog := program(t, `
from mongoengine import Document, EmbeddedDocument, StringField, IntField

class Address(EmbeddedDocument):
    city = StringField(db_field="c")

class Base(Document):
    tenant = StringField()
    meta = {"abstract": True}

class Order(Base):
    total = IntField(db_field="t")
    meta = {"collection": "orders", "indexes": ["tenant", ("tenant", "-total")]}

class Refund(Order):
    why = StringField()

class Plain:
    total = IntField()
`)
	var got []string
	for _, m := range Models(prog) {
		got = append(got, m.Class.Name+" "+m.Collection+" "+show(flow.ListOf(m.Indexes...)))
		for _, f := range m.Fields {
			got = append(got, "  "+f)
		}
	}
	want := []string{
		"Address  []", "  c",
		"Order orders [tenant [tenant -total]]", "  _id", "  tenant", "  t",
		"Refund orders [tenant [tenant -total]]", "  _id", "  tenant", "  t", "  why",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Whatever keyword holds it, what the request sent stays in the filter: else
// a name that is parsed wrongly would hide it from all weaknesses.
func FuzzLookupKeepsContent(f *testing.F) {
	for _, name := range []string{"name", "name__ne", "a__b__icontains", "__raw__", "x__not__in", "tags__0", "created__gte", "a__", "__", "", "pk", "n__near", "set__x", "push__tags", "inc__n"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		l := lookup{}
		v := flow.From(&flow.Origin{Source: flow.Request, In: "body", Name: "x", Child: flow.Any}, flow.Any, "read")
		keyword := []flow.Keyword{{Name: name, Value: v}}
		filter := l.filter(nil, keyword)
		if len(filter.All(flow.Request)) == 0 {
			t.Errorf("filter(%q) = %s", name, show(filter))
		}
		// A filter of two calls holds what both do.
		both := merged(filter, l.filter(nil, []flow.Keyword{{Name: "y", Value: v}}))
		if len(both.All(flow.Request)) == 0 {
			t.Errorf("merged filter of %q = %s", name, show(both))
		}
		if unset := l.update(keyword); len(unset.All(flow.Request)) == 0 {
			if _, gone := unset.Field("$unset"); !gone {
				t.Errorf("update(%q) = %s", name, show(unset))
			}
		}
	})
}

// What a projection leaves is never more than what was there, and what it
// excludes by name is gone.
func FuzzProjectedLeavesNothingExcluded(f *testing.F) {
	f.Add("password", "name", true)
	f.Add("a.b", "a", false)
	f.Add("_id", "_id", true)
	f.Fuzz(func(t *testing.T, name, other string, include bool) {
		q := &Query{Name: "users", Method: "find_one"}
		one := flow.NumberOf(0)
		if include {
			one = flow.NumberOf(1)
		}
		v := projected(q.whole(flow.Place{}), flow.DocumentOf(flow.Field{Name: name, Value: one}))
		found, _ := v.Lookup(other)
		switch {
		case include && len(v.Flows) > 0:
			t.Errorf("{%q: 1} left the whole document", name)
		case !include && name == other && !hasDot(name) && !found.IsNone():
			t.Errorf("{%q: 0} left it: %s", name, show(v))
		}
	})
}

func hasDot(s string) bool { return slices.Contains([]byte(s), '.') }

// An alias leads to an entry that is none itself.
func TestAliases(t *testing.T) {
	lib, builtins := Library(), flow.Builtins()
	for name, entry := range lib {
		if entry.Same == "" {
			continue
		}
		of, ok := lib[entry.Same]
		if !ok {
			of, ok = builtins[entry.Same]
		}
		if !ok || of.Same != "" {
			t.Errorf("%s is the same as %s, which is none", name, entry.Same)
		}
	}
}
