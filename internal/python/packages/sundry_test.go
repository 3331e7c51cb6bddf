package packages

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

func TestSettingsComeFromTheEnvironment(t *testing.T) {
	values{
		{"decouple", `
from decouple import config
sink(config("SECRET", default="x"), config("N", cast=int))`, `text <environment environment.SECRET>
number typed bounded <environment environment.N>`},
		{"environs", `
from environs import Env
env = Env()
env.read_env()
sink(env.str("SECRET"), env("URI"), env.int("N"))`, `text <environment environment.SECRET>
text <environment environment.URI>
number <environment environment.N>`},
		{"dotenv", `
from dotenv import dotenv_values, load_dotenv
load_dotenv()
sink(dotenv_values()["SECRET"])`, `text <environment environment.SECRET>`},
	}.run(t)
}

func TestSmallPackages(t *testing.T) {
	values{
		{"email_validator", `
from email_validator import validate_email
email = body["email"]
v = validate_email(email)
sink(v.email, v.normalized, v["email"], email)`, `text typed bounded <request body.email>
text typed bounded <request body.email>
text typed bounded <request body.email>
text typed bounded <request body.email>`},
		{"dates and identifiers", `
import arrow, shortuuid
from dateutil.parser import isoparse
sink(isoparse(body["d"]), arrow.get(body["d"]), shortuuid.uuid())`, `date typed bounded <request body.d>
date typed bounded <request body.d>
text per-request <secret random>`},
		{"pick and omit", `
import pydash
sink(pydash.pick(body, ["a", "b"]), pydash.pick(body, "a"))
sink(pydash.omit({"a": 1, "b": 2}, ["b"]))`, `document {a?: any <request body.a>, b?: any <request body.b>}
document {a?: any <request body.a>}
document {a: number =1}`},
		{"like objects", `
from box import Box
sink(Box(body).user.name)`, `any <request body.user.name>`},
		{"query strings", `
from urllib.parse import parse_qs
sink(parse_qs(text)["a"][0])`, `text typed <request body>`},
	}.run(t)
}

// What becomes code, a template or a process is told.
func TestCodeIsTold(t *testing.T) {
	for source, want := range map[string]string{
		"import jinja2\njinja2.Template(body['t']).render()":                                             "render",
		"from jinja2 import Environment\nEnvironment().from_string(body['t'])":                           "render",
		"from jinja2.sandbox import SandboxedEnvironment\nSandboxedEnvironment().from_string(body['t'])": "",
		"from lxml import etree\netree.fromstring(text)":                                                 "xml",
		"import xmltodict\nxmltodict.parse(text)":                                                        "xml",
		"import pandas as pd\npd.read_csv(body['f'])":                                                    "open",
		"import pandas as pd\npd.eval(body['f'])":                                                        "execute",
		"import numexpr\nnumexpr.evaluate(body['f'])":                                                    "execute",
		"import subprocess\nsubprocess.getoutput(body['c'])":                                             "process",
		"import numpy\nnumpy.load(body['f'], allow_pickle=True)":                                         "deserialize",
		"import numpy\nnumpy.load(body['f'])":                                                            "",
	} {
		var told []string
		for _, e := range eventsOf("from web import body, text\n" + source) {
			if v, ok := e.Data.(*flow.Value); ok && len(v.Flows) > 0 {
				told = append(told, e.Op)
			}
		}
		if got := strings.Join(told, " "); got != want {
			t.Errorf("%s\ngot %q, want %q", source, got, want)
		}
	}
}
