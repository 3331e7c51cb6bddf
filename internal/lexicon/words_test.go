package lexicon

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"isAdmin":             "is admin",
		"is_admin":            "is admin",
		"is-admin":            "is admin",
		"isadmin":             "is admin",
		"IS_ADMIN":            "is admin",
		"HTTPServer":          "http server",
		"parseHTTPRequest":    "parse http request",
		"userIDs":             "user ids",
		"userIDsList":         "user ids list",
		"orderUUID":           "order uuid",
		"userid":              "user id",
		"orderids":            "order ids",
		"paid":                "paid",
		"valid":               "valid",
		"grid":                "grid",
		"island":              "island",
		"android":             "android",
		"address2":            "address2",
		"md5Sum":              "md5 sum",
		"user[name]":          "user name",
		"/api/v1/orders/{id}": "api v1 orders id",
		"createdb":            "create db",
		"accesstoken":         "access token",
		"größeÄndern":         "größe ändern",
		"":                    "",
		"__":                  "",
		"A":                   "a",
		"getXML":              "get xml",
		"X-User-Id":           "x user id",
	} {
		if got := strings.Join(Words(name), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestWordsIsBounded(t *testing.T) {
	if n := len(Words(strings.Repeat("a_", 1<<20))); n > longestText {
		t.Errorf("%d words of one name", n)
	}
}

func TestSingular(t *testing.T) {
	for many, one := range map[string]string{
		"orders": "order", "order": "order", "categories": "category", "movies": "movie", "cookies": "cookie",
		"companies": "company", "addresses": "address", "address": "address", "statuses": "status", "status": "status",
		"boxes": "box", "taxes": "tax", "branches": "branch", "caches": "cache", "wishes": "wish", "quizzes": "quiz",
		"houses": "house", "databases": "database", "courses": "course", "licenses": "license", "warehouses": "warehouse",
		"people": "person", "children": "child", "indices": "index", "matrices": "matrix", "analyses": "analysis",
		"analysis": "analysis", "news": "news", "series": "series", "media": "media", "data": "data", "sms": "sms",
		"heroes": "hero", "shoes": "shoe", "photos": "photo", "shelves": "shelf", "archives": "archive", "menus": "menu",
		"buses": "bus", "bus": "bus", "class": "class", "classes": "class", "is": "is", "ids": "id", "uuids": "uuid",
		"sales": "sale", "canciones": "cancion", "pedidos": "pedido", "clientes": "cliente", "apis": "api", "processes": "process",
		"has": "has", "https": "https", "s": "s", "gas": "gas", "keys": "key", "days": "day", "toys": "toy", "expenses": "expense",
	} {
		if got := Singular(many); got != one {
			t.Errorf("Singular(%q) = %q, want %q", many, got, one)
		}
	}
}

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"order_id": "order", "orderId": "order", "orderUUID": "order", "order-id": "order", "orderid": "order", "order_ids": "order",
		"orderIDs": "order", "id": "", "_id": "", "uuid": "", "purchase_order_id": "purchase_order", "invoice_no": "invoice",
		"productCode": "product", "customer_ref": "customer", "id_usuario": "usuario", "idPedido": "pedido", "usuario_id": "usuario",
		"X-Tenant-Id": "tenant", "categories_ids": "category", "product_slug": "product", "title": "", "paid": "", "phone_number": "",
		"api_key": "", "zip_code": "", "car_key": "car", "access_token": "", "order": "",
	} {
		if got := Stem(name); got != want {
			t.Errorf("Stem(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestVerbs(t *testing.T) {
	for word, want := range map[string]Verb{
		"create": Create, "add": Create, "new": Create, "list": List, "all": List, "get": Read, "details": Read,
		"view": Read, "update": Update, "edit": Update, "change": Update, "set": Update, "delete": Delete,
		"remove": Delete, "search": Search, "filter": Search, "cancel": Act, "approve": Act, "order": Act, "table": NoVerb,
	} {
		if got := VerbOf(word); got != want {
			t.Errorf("VerbOf(%q) = %q, want %q", word, got, want)
		}
	}
	for _, noun := range []string{"new", "show", "view", "report", "post", "order", "set", "all"} {
		if PlainVerb(noun) {
			t.Errorf("%q is plainly a verb", noun)
		}
	}
}

func (ps *patterns) all() []pattern {
	var all []pattern
	for _, index := range []map[string][]pattern{ps.first, ps.last, ps.any} {
		for _, some := range index {
			all = append(all, some...)
		}
	}
	return all
}

// TestPatternsCanMatch fails on a pattern that no name fits, such as one whose
// words are joined before they are compared.
func TestPatternsCanMatch(t *testing.T) {
	for _, v := range []vocabulary{
		notIdentifiers, ownerNames, tenantNames, accountNames, callers, passwords, newPasswords, codes, apiKeys, tokens, sensitive,
		powers, values, computed, addresses, connectionStrings, namespaces, fields, commands, scripts, queries, freeTexts, emails,
		usernames, phones, contacts, searches, logins, sessions, logouts, refreshes, signUps, resets, healths, documentation,
		administrative, ranks, measures, singletons,
	} {
		for _, p := range slices.Concat(v.in.all(), v.out.all()) {
			name := strings.Join(p.words, "_")
			words := normal(name)
			if !p.fits(words) && !p.fits(singulars(words)) {
				t.Errorf("no name fits the pattern %q: as a name it is %q", name, words)
			}
		}
	}
}
