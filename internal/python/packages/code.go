package packages

import "github.com/ashlarsec/ashlar/internal/python/flow"

// code is what makes programs, templates, processes and objects of texts, and
// what parses XML.
func code() flow.Library {
	lib := flow.Library{
		"jinja2.Template":                                 {Call: makesTemplate},
		"jinja2.Template.render":                          {Call: rendered},
		"jinja2.Template.generate":                        {Call: rendered},
		"jinja2.Environment":                              {Makes: "jinja2.Environment"},
		"jinja2.Environment.from_string":                  {Call: makesTemplate},
		"jinja2.Environment.get_template":                 {Makes: "jinja2.Template"},
		"jinja2.Environment.compile_expression":           {Call: makesTemplate},
		"jinja2.sandbox.SandboxedEnvironment":             {Makes: "jinja2.sandbox.SandboxedEnvironment"},
		"jinja2.sandbox.SandboxedEnvironment.from_string": {Makes: "jinja2.Template"},
		"mako.template.Template":                          {Call: makesTemplate},
		"tornado.template.Template":                       {Call: makesTemplate},

		"pandas.read_pickle":                    {Call: emits("deserialize", 0, "filepath_or_buffer")},
		"pandas.eval":                           {Call: emits("execute", 0, "expr")},
		"numexpr.evaluate":                      {Call: emits("execute", 0, "ex")},
		"sympy.sympify":                         {Call: emits("execute", 0, "a")},
		"sympy.parse_expr":                      {Call: emits("execute", 0, "s")},
		"sympy.parsing.sympy_parser.parse_expr": {Same: "sympy.parse_expr"},
		"code.InteractiveInterpreter.runcode":   {Call: emits("execute", 0, "code")},
		"cloudpickle.loads":                     {Call: emits("deserialize", 0, "obj")},
		"cloudpickle.load":                      {Call: emits("deserialize", 0, "obj")},
		"torch.load":                            {Call: emits("deserialize", 0, "f")},
		"numpy.load":                            {Call: loadsArray},
		"asyncio.create_subprocess_shell":       {Call: emits("process", 0, "cmd")},
		"asyncio.create_subprocess_exec":        {Call: emits("process", 0, "program")},
		"paramiko.SSHClient.exec_command":       {Call: emits("process", 0, "command")},
		"pty.spawn":                             {Call: emits("process", 0, "argv")},
		"shlex.quote":                           {Gives: flow.Text, Passes: true, Checks: flow.Typed},
		"shlex.split":                           {Gives: flow.List, Passes: true, Checks: flow.Typed},
	}
	named(lib, "subprocess.", "getoutput getstatusoutput", flow.Entry{Call: emits("process", 0, "cmd")})
	named(lib, "os.", "execl execv execve execvp spawnl spawnv spawnve startfile", flow.Entry{Call: emits("process", 0, "path")})
	named(lib, "pandas.", "read_csv read_json read_excel read_html read_xml read_parquet read_table read_feather", flow.Entry{Call: emits("open", 0, "filepath_or_buffer")})
	named(lib, "jinja2.", "FileSystemLoader PackageLoader select_autoescape DictLoader", flow.Entry{Gives: flow.Object})
	xml(lib)
	return lib
}

// emits leaves the argument in an event; nothing is known of the result.
func emits(op string, arg int, name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		v := given(c, arg, name)
		c.Emit(op, v)
		w := flow.Of(flow.Unknown, step(v, c.Place, "passed through "+c.Name, flow.Unknown)...)
		return w
	}
}

// loadsArray unpickles objects only where it is told to.
func loadsArray(c *flow.Call) *flow.Value {
	if truth(c.Arg(-1, "allow_pickle"), false) {
		return emits("deserialize", 0, "file")(c)
	}
	return flow.Of(flow.List)
}

// makesTemplate leaves the text that becomes code.
func makesTemplate(c *flow.Call) *flow.Value {
	c.Emit("render", given(c, 0, "source", "text"))
	return c.Run.NewInstance("jinja2.Template", c.Place, nil)
}

func rendered(c *flow.Call) *flow.Value {
	return flow.Of(flow.Text, c.Flows("put into a template")...).With(flow.Typed)
}

// xml are its parsers; most of them resolve entities that the text defines.
func xml(lib flow.Library) {
	parse := flow.Entry{Call: func(c *flow.Call) *flow.Value {
		c.Emit("xml", first(c))
		return flow.Of(flow.Object, step(first(c), c.Place, "parsed as XML", flow.Text)...)
	}}
	for _, module := range []string{"lxml.etree.", "lxml.objectify.", "xml.etree.ElementTree.", "xml.etree.cElementTree."} {
		named(lib, module, "fromstring parse XML iterparse fromstringlist", parse)
	}
	named(lib, "xml.", "dom.minidom.parseString dom.minidom.parse dom.pulldom.parseString sax.parseString sax.parse", parse)
	lib["xmltodict.parse"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		c.Emit("xml", first(c))
		return unparsed(first(c), c.Place).As(flow.Document)
	}}
}
