package flask

import (
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Library tells what the names of Flask and its extensions are.
func Library() flow.Library {
	lib := flow.Library{}
	for _, part := range []func() flow.Library{
		application, scaffold, globals, requests, uploads, responses, sessions, errors, views,
		restful, parsers, restx, smorest, apiflask,
		login, jwtExtended, httpAuth, principals, principalDecorators,
		limiters, cors, forms, extensions, unknownReceivers,
	} {
		maps.Copy(lib, part())
	}
	aliases(lib)
	for of, prefixes := range map[string][]string{
		"flask_jwt_extended.": {"flask_jwt_extended.view_decorators.", "flask_jwt_extended.utils.", "quart_jwt_extended."},
		"flask_restx.":        {"flask_restplus."},
	} {
		modules(lib, of, prefixes)
	}
	return lib
}

// modules gives what is in one module to others, which have it too.
func modules(lib flow.Library, of string, others []string) {
	for name := range maps.Clone(lib) {
		rest, ok := strings.CutPrefix(name, of)
		if !ok || strings.Contains(rest, ".") && !strings.HasPrefix(rest, "fields.") && !strings.HasPrefix(rest, "inputs.") {
			continue
		}
		to := name
		if same := lib[name].Same; same != "" {
			to = same
		}
		for _, other := range others {
			if _, told := lib[other+rest]; !told {
				lib[other+rest] = flow.Entry{Same: to}
			}
		}
	}
}

// aliases gives names of the same thing one entry. A line is the name that
// the tables use, and its others.
func aliases(lib flow.Library) {
	for line := range strings.Lines(otherNames) {
		names := strings.Fields(line)
		if len(names) == 0 {
			continue
		}
		for _, other := range names[1:] {
			lib[other] = flow.Entry{Same: names[0]}
		}
	}
}

const otherNames = `
	flask.Flask flask.app.Flask quart.Quart quart.app.Quart quart_trio.QuartTrio flask_api.FlaskAPI flask_lambda.FlaskLambda flask_openapi3.OpenAPI flask_openapi3.openapi.OpenAPI
	flask.Blueprint flask.blueprints.Blueprint quart.Blueprint quart.blueprints.Blueprint flask_openapi3.APIBlueprint
	flask.request flask.globals.request quart.request quart.globals.request
	flask.Request flask.wrappers.Request werkzeug.wrappers.Request werkzeug.Request quart.Request quart.wrappers.Request
	flask.session flask.globals.session quart.session
	flask.g flask.globals.g quart.g
	flask.current_app flask.globals.current_app quart.current_app
	flask.abort werkzeug.exceptions.abort quart.abort
	flask.jsonify flask.json.jsonify quart.jsonify quart.json.jsonify
	flask.Response flask.wrappers.Response werkzeug.wrappers.Response werkzeug.Response quart.Response quart.wrappers.Response
	flask.make_response flask.helpers.make_response quart.make_response
	flask.redirect werkzeug.utils.redirect quart.redirect
	flask.render_template flask.templating.render_template quart.render_template
	flask.render_template_string flask.templating.render_template_string quart.render_template_string
	flask.send_file flask.helpers.send_file quart.send_file
	flask.send_from_directory flask.helpers.send_from_directory quart.send_from_directory
	flask.stream_with_context flask.helpers.stream_with_context quart.stream_with_context
	flask.url_for quart.url_for
	flask.flash quart.flash
	flask.views.MethodView quart.views.MethodView flask_openapi3.APIView
	flask.views.View quart.views.View
	flask_restful.Resource flask_restful.resource.Resource flask_restplus.Resource flask_restx.Resource flask_restx.resource.Resource
	flask_restful.reqparse.RequestParser flask_restplus.reqparse.RequestParser flask_restx.reqparse.RequestParser flask_restx.reqparse.RequestParser
	flask_restful.abort flask_restplus.abort flask_restx.abort flask_restx.errors.abort
	flask_restx.Api flask_restplus.Api flask_restx.api.Api
	flask_restx.Namespace flask_restplus.Namespace flask_restx.namespace.Namespace
	flask_restx.Model flask_restplus.Model flask_restx.model.Model
	flask_restx.marshal flask_restplus.marshal
	flask_restx.marshal_with flask_restplus.marshal_with
	flask_restx.fields flask_restplus.fields flask_restful.fields
	flask_smorest.Blueprint flask_smorest.blueprint.Blueprint flask_rest_api.Blueprint
	flask_smorest.Api flask_rest_api.Api
	flask_smorest.abort flask_rest_api.abort
	flask_httpauth.HTTPAuth flask_httpauth.HTTPBasicAuth flask_httpauth.HTTPTokenAuth flask_httpauth.HTTPDigestAuth flask_httpauth.MultiAuth flask.ext.httpauth.HTTPBasicAuth quart_auth.Auth
	flask_cors.CORS flask.ext.cors.CORS
	flask_cors.cross_origin flask.ext.cors.cross_origin quart_cors.route_cors
	flask_limiter.Limiter flask_limiter.extension.Limiter quart_rate_limiter.RateLimiter
	flask_wtf.FlaskForm flask_wtf.Form flask_wtf.form.FlaskForm wtforms.Form wtforms.form.Form
	flask_wtf.CSRFProtect flask_wtf.csrf.CSRFProtect flask_wtf.csrf.CsrfProtect flask_wtf.CsrfProtect flask_seasurf.SeaSurf
	flask_talisman.Talisman talisman.Talisman
`
