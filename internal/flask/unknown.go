package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// unknownReceivers tells of members of things that could not be found: an
// application that a missing module makes still has routes.
func unknownReceivers() flow.Library {
	return flow.Library{
		"?.route":              {Call: unknownRoute},
		"?.add_url_rule":       {Call: unknownRule},
		"?.add_resource":       {Call: unknownResource},
		"?.register_blueprint": {Call: registers},
		"?.add_namespace":      {Call: addNamespace},
		"?.before_request":     {Call: hook("before_request")},
		"?.before_app_request": {Call: hook("before_app_request")},
		"?.after_request":      {Call: hook("after_request")},
		"?.errorhandler":       {Call: errorHandler(false)},
		"?.app_errorhandler":   {Call: errorHandler(true)},
		"?.login_required":     {Call: unknownLogin},
		"?.set_cookie":         {Call: setCookie},
		"?.get_json":           {Call: getJSON}, // of a request that another module hands out
	}
}

// unknownRoute is x.route("/path"): nothing else is called that way.
func unknownRoute(d *flow.Call) *flow.Value {
	if rule := spelled(d.Arg(0, "rule")); !strings.HasPrefix(rule, "/") && rule != "" || d.Arg(0, "rule") == nil {
		return flow.Nothing
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		if isClass(c.Arg(0, "")) {
			inner := *d
			return c.Invoke(resourceDecorator(&inner), c.Args, nil)
		}
		return c.Invoke(route("")(d), c.Args, nil)
	})
}

func unknownRule(c *flow.Call) *flow.Value {
	if strings.HasPrefix(spelled(c.Arg(0, "rule")), "/") {
		return addRule(c)
	}
	return flow.None
}

func unknownResource(c *flow.Call) *flow.Value {
	if isClass(c.Arg(0, "")) && strings.HasPrefix(spelled(c.Arg(1, "")), "/") {
		return addResource(c)
	}
	return flow.None
}

// unknownLogin is @auth.login_required of an object that a missing module
// makes: no name says more clearly what it asks for.
func unknownLogin(c *flow.Call) *flow.Value { return authenticated().Call(c) }
