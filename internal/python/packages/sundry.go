package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// sundry are small packages that values go through: caches, configuration,
// dates, identifiers, texts.
func sundry() flow.Library {
	lib := flow.Library{
		"email_validator.validate_email": {Call: validatesAddress},
		"email_validator.ValidatedEmail": {Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return validatedPart(r) }},
		"flask_caching.Cache":            {Makes: "flask_caching.Cache"},
		"flask_caching.Cache.get":        {Gives: flow.Unknown},
		"pydash.pick":                    {Call: picks}, "funcy.project": {Call: picks}, "pydash.objects.pick": {Call: picks},
		"pydash.omit": {Call: omits}, "funcy.omit": {Call: omits},
		"hashids.Hashids":                   {Makes: "hashids.Hashids"},
		"mongosanitizer.sanitizer.sanitize": {Call: sanitizes},
		"mongo_sanitizer.sanitize":          {Same: "mongosanitizer.sanitizer.sanitize"},
		"nh3.clean":                         {Gives: flow.Text, Passes: true, Checks: flow.Typed},
	}
	for name := range strings.FieldsSeq("email normalized original local_part domain ascii_email") {
		lib["email_validator.ValidatedEmail."+name] = flow.Entry{Get: validatedPart}
	}
	decorating(lib)
	settings(lib)
	named(lib, "", `markupsafe.Markup bleach.linkify html.unescape markdown.markdown slugify.slugify unidecode.unidecode
		werkzeug.utils.escape jinja2.escape xml.sax.saxutils.escape xml.sax.saxutils.quoteattr
		inflection.underscore humanize.naturaltime textwrap.shorten textwrap.dedent stringcase.snakecase
		hashids.Hashids.encode`, flow.Entry{Gives: flow.Text, Passes: true, Checks: flow.Typed})
	named(lib, "", "werkzeug.utils.secure_filename", flow.Entry{Gives: flow.Text, Passes: true, Checks: flow.Typed, Needs: flow.Text})
	named(lib, "", "hashids.Hashids.decode", flow.Entry{Gives: flow.List, Passes: true, Checks: flow.Typed | flow.Bounded | flow.Formed, What: "decoded"})
	parsed := flow.Entry{Gives: flow.Date, Passes: true, Checks: flow.Typed | flow.Bounded | flow.Formed, What: "parsed as a date"}
	named(lib, "", `dateutil.parser.isoparse dateutil.parser.parser.parse arrow.get arrow.Arrow.strptime pendulum.parse pendulum.from_format
		ciso8601.parse_datetime iso8601.parse_date dateparser.parse aniso8601.parse_datetime aniso8601.parse_date maya.parse`, parsed)
	now := flow.Entry{Call: func(*flow.Call) *flow.Value { return flow.Of(flow.Date).With(flow.PerRequest | flow.Typed) }}
	named(lib, "", "arrow.utcnow arrow.now pendulum.now pendulum.today pendulum.utcnow", now)
	named(lib, "dateutil.relativedelta.", "relativedelta", flow.Entry{Gives: flow.Number, Passes: true})
	named(lib, "pytz.", "timezone utc UTC", flow.Entry{Gives: flow.Object})
	named(lib, "", `shortuuid.uuid shortuuid.random nanoid.generate ulid.new ulid.ULID ulid.ulid cuid.cuid cuid2.cuid_wrapper uuid6.uuid7 uuid6.uuid6
		uuid_utils.uuid7 ksuid.ksuid shortuuid.ShortUUID.uuid shortuuid.ShortUUID.random xid.Xid uuid.uuid7 uuid.uuid6`, flow.Entry{Call: secret})
	lib["shortuuid.ShortUUID"] = flow.Entry{Makes: "shortuuid.ShortUUID"}
	named(lib, "phonenumbers.", "parse format_number", flow.Entry{Gives: flow.Text, Passes: true, Checks: flow.Typed | flow.Bounded | flow.Formed, What: "parsed as a telephone number"})
	named(lib, "phonenumbers.", "is_valid_number is_possible_number", flow.Entry{Gives: flow.Bool})
	// Documents that are read like objects.
	named(lib, "", "munch.Munch munch.munchify box.Box addict.Dict attrdict.AttrDict benedict.benedict dotmap.DotMap easydict.EasyDict", flow.Entry{Call: likeObject})
	named(lib, "sentry_sdk.", "init capture_exception capture_message set_user set_tag add_breadcrumb", flow.Entry{Call: silent})
	named(lib, "loguru.logger.", "debug info warning error exception critical success trace bind", flow.Entry{Call: silent})
	return lib
}

// decorating are decorators that leave what a function does as it is.
func decorating(lib flow.Library) {
	either := flow.Entry{Call: func(c *flow.Call) *flow.Value {
		if f := c.Arg(0, ""); isFunction(f) {
			return f
		}
		return flow.Callable(first)
	}}
	named(lib, "", `
		cachetools.cached cachetools.cachedmethod cachetools.func.ttl_cache cachetools.func.lru_cache cachetools.func.lfu_cache
		flask_caching.Cache.cached flask_caching.Cache.memoize aiocache.cached async_lru.alru_cache cached_property.cached_property
		tenacity.retry backoff.on_exception backoff.on_predicate retrying.retry retry.retry timeout_decorator.timeout
		click.command click.option click.argument click.group click.pass_context click.version_option typer.Typer.command
		flask.cli.with_appcontext
		prometheus_client.Counter.count_exceptions prometheus_client.Histogram.time prometheus_client.Summary.time
		memory_profiler.profile line_profiler.profile sentry_sdk.trace newrelic.agent.function_trace ddtrace.tracer.wrap
		functools.singledispatch functools.total_ordering typing.final typing.no_type_check typing.runtime_checkable
		typeguard.typechecked beartype.beartype pydantic.validate_arguments pydantic.validate_call
		deprecated.deprecated deprecated.sphinx.deprecated warnings.deprecated typing_extensions.deprecated
		injector.inject flask_injector.inject dependency_injector.wiring.inject`, either)
	named(lib, "flask_caching.Cache.", "set delete clear delete_memoized init_app set_many delete_many", flow.Entry{Call: silent})
}

// settings are packages that read the environment.
func settings(lib flow.Library) {
	read := func(c *flow.Call) *flow.Value {
		name, _ := c.Arg(0, "").Text()
		v := environment(c.Place, name)
		for _, keyword := range []string{"default", "fallback"} {
			if d := c.Arg(-1, keyword); d != nil {
				v = flow.Join(v, d)
			}
		}
		if cast := c.Arg(-1, "cast"); cast != nil {
			return c.Invoke(cast, []*flow.Value{v}, nil)
		}
		return v
	}
	lib["dotenv.load_dotenv"] = flow.Entry{Call: silent}
	lib["dotenv.find_dotenv"] = flow.Entry{Gives: flow.Text}
	lib["dotenv.dotenv_values"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return environment(c.Place, "").As(flow.Document) }}
	lib["dotenv.get_key"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		name, _ := c.Arg(1, "key_to_get").Text()
		return environment(c.Place, name)
	}}
	named(lib, "", "decouple.config decouple.Config decouple.AutoConfig", flow.Entry{Call: read})
	for _, module := range []string{"environs.Env", "environ.Env", "starlette.config.Config"} {
		lib[module] = flow.Entry{Makes: "environs.Env"}
	}
	lib["environs.Env"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		if c.Self == nil { // the class
			return c.Run.NewInstance("environs.Env", c.Place, nil)
		}
		return read(c)
	}}
	named(lib, "environs.Env.", "read_env prefixed", flow.Entry{Call: silent})
	named(lib, "environs.Env.", "str url path json dict list enum", flow.Entry{Call: read})
	named(lib, "environs.Env.", "int float decimal", flow.Entry{Call: func(c *flow.Call) *flow.Value { return read(c).As(flow.Number) }})
	named(lib, "environs.Env.", "bool", flow.Entry{Call: func(c *flow.Call) *flow.Value { return flow.Of(flow.Bool) }})
	lib["configparser.ConfigParser"] = flow.Entry{Makes: "configparser.ConfigParser"}
	lib["configparser.ConfigParser.get"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		name, _ := c.Arg(1, "option").Text()
		return environment(c.Place, name)
	}}
}

// validatesAddress raises for what is no e-mail address.
func validatesAddress(c *flow.Call) *flow.Value {
	v := validating(c, "validated as an e-mail address").apply(formed, given(c, 0, "email"))
	refine(c, 0, "email", v)
	return c.Run.NewInstance("email_validator.ValidatedEmail", c.Place, &future{v})
}

func validatedPart(r *flow.Reading) *flow.Value {
	for _, o := range r.Self.Objects() {
		if f, ok := o.Data.(*future); ok {
			return f.value
		}
	}
	return nil
}

// picks is pick(document, names): just those.
func picks(c *flow.Call) *flow.Value {
	d := flow.DocumentOf()
	for _, arg := range c.Args[min(1, len(c.Args)):] {
		for _, name := range append(namesIn(arg), arg.Texts()...) {
			if v, known := member(c.Args[0], name); v != nil {
				d = d.WithField(flow.Field{Name: name, Value: v, Maybe: !known, Place: c.Place})
			}
		}
	}
	return d
}

// omits is omit(document, names): all but those.
func omits(c *flow.Call) *flow.Value {
	d := first(c)
	for _, arg := range c.Args[min(1, len(c.Args)):] {
		for _, name := range append(namesIn(arg), arg.Texts()...) {
			d = d.Without(name)
		}
	}
	return d
}

func likeObject(c *flow.Call) *flow.Value {
	if len(c.Args) > 0 {
		return c.Args[0]
	}
	return keywordsOf(c)
}

// sanitizes takes keys that begin with $ out of a document, in place; the
// result is the same one for those who use it.
func sanitizes(c *flow.Call) *flow.Value {
	v := c.Arg(0, "query")
	if v == nil {
		return flow.None
	}
	v = v.With(flow.Plain)
	c.SetArg(0, v)
	return v
}
