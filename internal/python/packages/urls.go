package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// addresses takes apart and checks addresses: what it gives still has the
// content of the address, so that a check of the host is a check of the URL.
func addresses(lib flow.Library) {
	lib["urllib.parse.ParseResult"] = flow.Entry{Index: partOfURL}
	named(lib, "urllib.parse.", "urlparse urlsplit", flow.Entry{Call: parsesURL})
	named(lib, "urlparse.", "urlparse urlsplit", flow.Entry{Call: parsesURL})
	for _, name := range []string{"hostname", "netloc", "scheme", "path", "query", "fragment", "username", "password", "params"} {
		lib["urllib.parse.ParseResult."+name] = flow.Entry{Get: func(r *flow.Reading) *flow.Value { return partOfURL(r, flow.TextOf(name)) }}
	}
	lib["urllib.parse.ParseResult.port"] = flow.Entry{Get: func(r *flow.Reading) *flow.Value {
		return partOfURL(r, flow.TextOf("port")).As(flow.Number | flow.Null)
	}}
	lib["urllib.parse.ParseResult.geturl"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return urlOf(c.Self, c.Place, "written as a URL") }}
	text := flow.Entry{Gives: flow.Text, Passes: true, Checks: flow.Typed}
	named(lib, "urllib.parse.", "urljoin urlunparse urlunsplit urlencode unquote_plus urldefrag", text)
	query := flow.Entry{Call: parsesQuery}
	named(lib, "urllib.parse.", "parse_qs parse_qsl", query)
	lib["socket.gethostbyname"] = text
	lib["socket.getaddrinfo"] = flow.Entry{Gives: flow.List, Passes: true}
	form := flow.Entry{Gives: flow.Object, Passes: true, Checks: flow.Typed | flow.Bounded | flow.Formed, What: "parsed as an IP address"}
	named(lib, "ipaddress.", "ip_address ip_network ip_interface IPv4Address IPv6Address", form)
	tests := flow.Entry{Gives: flow.Bool, Tests: flow.Typed | flow.Bounded | flow.Formed, TestKind: flow.Text}
	named(lib, "validators.", "url email domain ipv4 ipv6 uuid slug length between mac_address hostname card_number", tests)
	lib["tldextract.extract"] = text
}

// address is the URL that was taken apart.
type address struct{ whole *flow.Value }

func parsesURL(c *flow.Call) *flow.Value {
	whole := c.Arg(0, "url")
	return c.Run.NewInstance("urllib.parse.ParseResult", c.Place, &address{whole})
}

func partOfURL(r *flow.Reading, part *flow.Value) *flow.Value {
	name, _ := part.Text()
	return urlOf(r.Self, r.Place, "taken from the URL: "+name)
}

// urlOf is the content of the URL that was taken apart, as text.
func urlOf(parsed *flow.Value, place flow.Place, what string) *flow.Value {
	v := flow.Of(flow.Text)
	for _, o := range parsed.Objects() {
		if a, ok := o.Data.(*address); ok {
			v = flow.Join(v, flow.Of(flow.Text, step(a.whole, place, what, flow.Text)...))
		}
	}
	return v.With(flow.Typed)
}

// parsesQuery is parse_qs(text): lists of texts under names that the text
// holds; parse_qsl gives pairs.
func parsesQuery(c *flow.Call) *flow.Value {
	value := flow.Of(flow.Text, step(first(c), c.Place, "parsed as a query", flow.Text)...).With(flow.Typed)
	if strings.HasSuffix(c.Name, "l") {
		return flow.ManyOf(flow.ListOf(value, value))
	}
	return flow.DocumentOf().WithRest(flow.ManyOf(value), value)
}
