package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// requestSlots is the prefix of what is kept of the request: what is known of
// request.json holds for request.get_json() too.
const requestSlots = "request."

func requests() flow.Library {
	lib := flow.Library{
		"flask.request": getter(func(r *flow.Reading) *flow.Value {
			return r.Run.NewInstance("flask.Request", r.Place, nil).WithPath("request")
		}),
		"flask.Request":                     {Member: ofRequest, SetMember: setting(requestSlots)},
		"flask.Request._get_current_object": {Call: func(c *flow.Call) *flow.Value { return c.Self }},

		"flask.Request.json":     kept("json", func(r *flow.Reading) *flow.Value { return jsonBody(r.Place) }),
		"flask.Request.get_json": {Call: getJSON},
		"flask.Request.data":     kept("data", rawBody),
		"flask.Request.stream":   kept("data", rawBody),
		"flask.Request.get_data": {Call: getData},
		"flask.Request.body":     kept("data", rawBody),

		"flask.Request.args":         kept("args", textMapping("query", "", "read from the query string")),
		"flask.Request.query":        kept("args", textMapping("query", "", "read from the query string")),
		"flask.Request.values":       kept("values", textMapping("query", "", "read from the query string or the form")),
		"flask.Request.query_string": getter(func(r *flow.Reading) *flow.Value { return sent(r.Place, "query", "", flow.Bytes, "the query string") }),
		"flask.Request.form":         kept("form", textMapping("form", "", "read from the form")),
		"flask.Request.cookies":      kept("cookies", mapping("flask.Cookies", "cookie", "", "read from the cookies")),
		"flask.Request.headers":      kept("headers", mapping("flask.RequestHeaders", "header", "", "read from the headers")),
		"flask.Request.environ":      kept("environ", mapping("flask.Environ", "header", "", "read from the environment of the request")),
		"flask.Request.files":        kept("files", mapping("flask.Files", "file", "", "uploaded")),
		"flask.Request.view_args":    getter(viewArgs),

		"flask.Request.method":        getter(methodOf),
		"flask.Request.is_json":       {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }},
		"flask.Request.is_secure":     {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }},
		"flask.Request.endpoint":      kept("endpoint", ofRoute(func(r *Route) string { return r.Endpoint })),
		"flask.Request.blueprint":     kept("blueprint", ofRoute(func(r *Route) string { return r.Blueprint })),
		"flask.Request.path":          kept("path", address),
		"flask.Request.url_rule":      getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("flask.Rule", r.Place, nil) }),
		"flask.Rule":                  {},
		"flask.Rule.rule":             getter(ofRoute(func(r *Route) string { return r.Rule })),
		"flask.Rule.endpoint":         getter(ofRoute(func(r *Route) string { return r.Endpoint })),
		"flask.Request.authorization": getter(authorization),
	}
	for member, name := range map[string]string{
		"host": "Host", "host_url": "Host", "url_root": "Host", "referrer": "Referer", "user_agent": "User-Agent", "content_type": "Content-Type", "mimetype": "Content-Type",
		"origin": "Origin", "access_route": "X-Forwarded-For", "content_encoding": "Content-Encoding", "if_modified_since": "If-Modified-Since",
	} {
		lib["flask.Request."+member] = getter(func(r *flow.Reading) *flow.Value {
			return sent(r.Place, "header", name, flow.Text, "read from the header "+name)
		})
	}
	for _, member := range []string{"full_path", "url", "base_url", "script_root"} {
		lib["flask.Request."+member] = getter(address)
	}
	for _, member := range []string{"content_length", "max_content_length"} {
		lib["flask.Request."+member] = getter(func(r *flow.Reading) *flow.Value {
			return flow.Of(flow.Number | flow.Null)
		})
	}
	// The address is the peer's: it cannot be chosen like a header.
	lib["flask.Request.remote_addr"] = getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.Text).With(flow.Typed | flow.Bounded) })
	return lib
}

// ofRoute is what the request says of the route that it goes to, which hooks
// ask to let some through. None for an empty one.
func ofRoute(get func(r *Route) string) func(*flow.Reading) *flow.Value {
	return func(r *flow.Reading) *flow.Value {
		route := routeOf(r)
		switch {
		case route == nil:
			return flow.Of(flow.Text | flow.Null)
		case get(route) == "":
			return flow.None
		}
		return flow.TextOf(get(route))
	}
}

func address(r *flow.Reading) *flow.Value {
	if route := routeOf(r); route != nil && lastName(r.Name) == "path" {
		return route.path(r)
	}
	return sent(r.Place, "path", "", flow.Text, "the address of the request")
}

// sent is something that the client sent.
func sent(place flow.Place, in, name string, kind flow.Kind, what string) *flow.Value {
	return flow.From(&flow.Origin{Source: flow.Request, In: in, Name: name, Place: place, Child: flow.Text}, kind, what)
}

// kept is a member of the request that is read once: what is found out about
// it, or assigned to it, stays.
func kept(name string, first func(*flow.Reading) *flow.Value) flow.Entry {
	return getter(func(r *flow.Reading) *flow.Value {
		if v := r.Slot(requestSlots + name); v != nil {
			return v
		}
		v := first(r)
		r.SetSlot(requestSlots+name, v)
		return v
	})
}

func jsonBody(place flow.Place) *flow.Value {
	o := &flow.Origin{Source: flow.Request, In: "body", Place: place, Child: flow.Any}
	return flow.From(o, flow.Any, "read from the JSON body").WithPath("request.json").InSlot(requestSlots + "json")
}

// getJSON is request.get_json(force, silent, cache). Where the body cannot be
// parsed it ends the request, or gives None, which JSON has too.
func getJSON(c *flow.Call) *flow.Value {
	v := c.Slot(requestSlots + "json")
	if v == nil {
		v = jsonBody(c.Place)
		c.SetSlot(requestSlots+"json", v)
	}
	return v
}

func rawBody(r *flow.Reading) *flow.Value {
	return sent(r.Place, "body", "", flow.Bytes, "read from the body")
}

func getData(c *flow.Call) *flow.Value {
	kind := flow.Bytes
	if flag(c.Arg(1, "as_text")) {
		kind = flow.Text
	}
	return sent(c.Place, "body", "", kind, "read from the body")
}

// ofRequest is what the project put on the request: request.user = …
func ofRequest(r *flow.Reading, name string) *flow.Value {
	return slotOrUnknown(r, requestSlots, flow.TextOf(name))
}

// methodOf is request.method: that of the operation, if one is interpreted.
func methodOf(r *flow.Reading) *flow.Value {
	if v := r.Slot(methodSlot); v != nil {
		return v
	}
	return flow.Of(flow.Text).With(flow.Typed | flow.Bounded)
}

// paramSlots is the prefix of what the path of the request holds.
const paramSlots = "flask.param."

// viewArgs are the variable parts of the path; those that are known by name
// are put into a slot by [Route.Run].
func viewArgs(r *flow.Reading) *flow.Value {
	if v := r.Slot(paramSlots); v != nil {
		return v
	}
	return textMapping("path", "", "read from the path")(r)
}

// authorization is what a client says of itself with a header: nothing is
// proven by it.
func authorization(r *flow.Reading) *flow.Value {
	o := &flow.Origin{Source: flow.Credential, In: "header", Name: "Authorization", Place: r.Place, Child: flow.Text}
	v := flow.From(o, flow.Document|flow.Null, "read from the header Authorization")
	return both(v, r.Run.NewInstance("flask.Authorization", r.Place, nil)).As(flow.Document | flow.Null | flow.Object)
}

// credentialCookie tells whether a cookie is what lets one call as someone:
// also by the names that frameworks give the cookies of their sessions.
func credentialCookie(name string) bool {
	if credentialHeader(name) {
		return true
	}
	words := lexicon.Words(name)
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "sid", "ssid", "sess", "sessid", "sessionid", "phpsessid", "jsessionid":
			return true
		}
		return false
	})
}

// credentialHeader tells whether a header is what lets one call
// as someone.
func credentialHeader(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "http_authorization", "proxy-authorization", "remember_token":
		return true
	}
	bare := strings.TrimPrefix(strings.ToLower(name), "x-")
	return lexicon.Token(bare) || lexicon.APIKey(bare) || lexicon.Session(bare)
}
