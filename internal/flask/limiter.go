package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// limited is what an event of set-up says of a limit.
type limited struct {
	on     *flow.Value // an application, a blueprint, a limiter; nil for the view's own
	view   *flow.Func  // of a decorator
	class  *flow.Class
	texts  []string
	exempt bool
	place  flow.Place
}

// extended is what an event of set-up says of an extension.
type extended struct {
	name     string // qualified
	self     *flow.Value
	app      *flow.Value // nil for none so far
	keywords []flow.Keyword
}

// limiters tells of flask_limiter.
func limiters() flow.Library {
	return flow.Library{
		"flask_limiter.Limiter":                 {Call: newLimiter},
		"flask_limiter.Limiter.init_app":        {Call: initExtension},
		"flask_limiter.Limiter.limit":           {Call: limit},
		"flask_limiter.Limiter.shared_limit":    {Call: limit},
		"flask_limiter.Limiter.exempt":          {Call: exempt},
		"flask_limiter.Limiter.request_filter":  transparent,
		"flask_limiter.Limiter.check":           {Call: func(c *flow.Call) *flow.Value { assumeLimited(c, c, nil); return flow.None }},
		"flask_limiter.util.get_remote_address": {Call: func(*flow.Call) *flow.Value { return flow.Of(flow.Text).With(flow.Typed | flow.Bounded) }},
		"flask_limiter.util.get_ipaddr":         {Call: func(*flow.Call) *flow.Value { return flow.Of(flow.Text).With(flow.Typed | flow.Bounded) }},

		"flask_ratelimiter.RateLimiter":  {Call: extension("flask_ratelimiter.RateLimiter")},
		"quart_rate_limiter.rate_limit":  {Call: limit},
		"quart_rate_limiter.rate_exempt": {Call: exempt},
		"ratelimit.limits":               {Call: limit},
	}
}

func newLimiter(c *flow.Call) *flow.Value {
	v := c.Run.NewInstance("flask_limiter.Limiter", c.Place, nil)
	app := c.Arg(-1, "app")
	for _, a := range c.Args { // the order of arguments has changed over versions
		if applicationLike(a) {
			app = a
		}
	}
	keywords := c.Keywords
	for i, a := range c.Args {
		if i > 0 && a.Kind == flow.List { // Limiter(key, [limits]) is rare, and wrong today
			keywords = append(keywords[:len(keywords):len(keywords)], flow.Keyword{Name: "default_limits", Value: a})
		}
	}
	c.Emit("flask.extended", extended{"flask_limiter.Limiter", v, app, keywords})
	return v
}

// applicationLike tells whether a value is an application.
func applicationLike(v *flow.Value) bool {
	for _, o := range v.Objects() {
		if o.Type == "flask.Flask" || o.Type == "apiflask.APIFlask" || o.Class != nil && o.Class.Is("flask.Flask") {
			return true
		}
	}
	return false
}

// limitTexts are the limits that a call spells out.
func limitTexts(c *flow.Call) []string {
	if len(c.Args) == 0 {
		return words(c.Arg(-1, "limit_value"))
	}
	texts := words(c.Args[0])
	if n, ok := c.Args[0].Number(); ok && len(texts) == 0 {
		texts = append(texts, strings.TrimSuffix(flow.NumberOf(n).Literals[0].Text, ".0"))
	}
	return texts
}

func assumeLimited(d, c *flow.Call, texts []string) {
	c.Assume(flow.Fact{Op: "limited", Who: d.Name, Place: d.Place, Data: texts})
}

// limit is @limiter.limit("5 per minute"), also of a blueprint, and "with
// limiter.limit(…):".
func limit(d *flow.Call) *flow.Value {
	texts := limitTexts(d)
	if !decorates(d) { // called in a view
		assumeLimited(d, d, texts)
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		if len(view.Objects()) > 0 && !callable(view) { // a blueprint, an application
			at(c, d.Place).Emit("flask.limited", limited{on: view, texts: texts})
			return view
		}
		emitLimited(at(c, d.Place), view, limited{texts: texts})
		if isClass(view) {
			return view
		}
		return wrapped(view, func(c *flow.Call) *flow.Value {
			assumeLimited(d, c, texts)
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
}

func exempt(c *flow.Call) *flow.Value {
	view := c.Arg(0, "obj")
	switch {
	case view == nil:
		return flow.Callable(exempt)
	case len(view.Objects()) > 0 && !callable(view):
		c.Emit("flask.limited", limited{on: view, exempt: true})
	default:
		emitLimited(c, view, limited{exempt: true})
	}
	return view
}

func emitLimited(c *flow.Call, view *flow.Value, l limited) {
	l.view = innermost(view)
	l.class = classOf(classBelow(view))
	c.Emit("flask.limited", l)
}

func isClass(v *flow.Value) bool {
	for _, t := range v.Targets() {
		if t.Class != nil {
			return true
		}
	}
	return false
}

// limitWord tells whether a decorator that is not known says with its name
// that it slows repeated calls.
func limitWord(decorator string) bool {
	name := strings.ToLower(lastName(strings.TrimSuffix(decorator, "()")))
	for _, word := range []string{"ratelimit", "rate_limit", "throttle", "limiter", "limit_rate", "limit_requests", "limit_attempts", "slow_down"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "limit" || name == "limits" || name == "limited"
}
