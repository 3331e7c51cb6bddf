package packages

import "testing"

func TestJSONSchemasRefineWhatTheyLookAt(t *testing.T) {
	values{
		{"validate", `
import jsonschema
S = {"type": "object", "required": ["a", "b"], "additionalProperties": False, "properties": {
    "a": {"type": "string", "maxLength": 5}, "b": {"enum": ["x", "y"]}, "c": {"type": ["integer", "null"]},
    "d": {}, "e": {"type": "array", "items": {"type": "string"}}, "f": {"$ref": "#/definitions/f"},
    "g": {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"h": {"type": "string"}}}]}},
    "definitions": {"f": {"type": "object", "properties": {"i": {"type": "string"}}, "required": ["i"]}}}
data = body
jsonschema.validate(data, S)
sink(data)
named = body
jsonschema.validate(instance=named, schema=S)
sink(named["a"])`, `document {a: text typed bounded atmost <request body.a>, b: text typed bounded listed plain <request body.b> =x|y, c?: null or number typed bounded <request body.c>, d?: any <request body.d>, e?: list typed [text typed <request body.e> …], f?: document <request body.f> {i: text typed <request body.f.i> *: any}, g?: text or document <request body.g> {h?: text typed <request body.g.h> *: any}}
text typed bounded atmost <request body.a>`},
		{"open", `
from jsonschema import validate, Draft7Validator
S = {"type": "object", "properties": {"a": {"type": "string"}}}
one = body
validate(one, S)
two = body
Draft7Validator(S).validate(two)
three = body
if not Draft7Validator(S).is_valid(three):
    raise ValueError()
four = body
errors = list(Draft7Validator(S).iter_errors(four))
sink(one, two["a"], three["a"], four["a"])`, `document <request body> {a?: text typed <request body.a> *: any}
text typed <request body.a>
text typed <request body.a>
text typed <request body.a>`},
		{"no types", `
from jsonschema import validate
data = body
validate(data, {"required": ["a"]})
sink(data)
validate(data, {"properties": {"a": {"type": "string"}}})
sink(data["a"])`, `any <request body>
text typed <request body.a>`},
		{"fastjsonschema", `
import fastjsonschema
check = fastjsonschema.compile({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False})
sink(check(body))`, `document {a?: text typed <request body.a>}`},
	}.run(t)
}

func TestCerberusRefinesDocuments(t *testing.T) {
	values{
		{"validate", `
from cerberus import Validator
v = Validator({"a": {"type": "string", "required": True, "maxlength": 9}, "b": {"allowed": ["x"]},
    "c": {"type": "string", "allowed": ["x"]}, "d": {"type": "dict", "schema": {"e": {"type": "integer"}}},
    "f": {"type": "list", "schema": {"type": "string"}}, "g": {"nullable": True, "type": "string"}, "h": {}})
data = body
if not v.validate(data):
    raise ValueError(v.errors)
sink(data, v.document["a"])`, `document {a: text typed bounded atmost <request body.a>, b?: any bounded listed plain <request body.b>, c?: text typed bounded listed plain <request body.c> =x, d?: document {e?: number typed bounded <request body.d.e>}, f?: list typed [text typed <request body.f> …], g?: null or text typed <request body.g>, h?: any <request body.h>}
text typed bounded atmost <request body.a>`},
		{"unknown keys, another schema, normalized", `
from cerberus import Validator
v = Validator(allow_unknown=True)
data = body
if v.validate(data, {"a": {"type": "string"}}):
    sink(data)
else:
    sink(data)
sink(Validator({"a": {"type": "string"}}, purge_unknown=True).normalized(body))
sink(Validator({"a": {"type": "string"}}).validated(body))`, `document <request body> {a?: text typed <request body.a> *: any}
any <request body>
document {a?: any <request body.a>}
null or document {a?: text typed <request body.a>}`},
	}.run(t)
}

func TestVoluptuousRefines(t *testing.T) {
	values{
		{"voluptuous", `
from voluptuous import Schema, Required, Optional, All, Any, Coerce, Length, Range, In, ALLOW_EXTRA
s = Schema({Required("a"): str, Optional("b"): All(str, Length(max=5)), "c": Any("x", "y"), "d": Coerce(int), "e": [str], "f": {"g": int}, "h": In(["p", "q"]), "i": object})
sink(s(body))
sink(Schema({"a": str}, extra=ALLOW_EXTRA)(body))`, `document {a?: text typed <request body.a>, b?: text typed bounded atmost <request body.b>, c?: text typed bounded listed plain <request body.c> =x|y, d?: number typed bounded <request body.d>, e?: list typed [text typed <request body.e> …], f?: document {g?: number typed bounded <request body.f.g>}, h?: text typed bounded listed plain <request body.h> =p|q, i?: any <request body.i>}
document <request body> {a?: text typed <request body.a> *: any}`},
		{"schema", `
from schema import Schema, And, Use, Optional
sink(Schema({"a": str, Optional("b"): And(str, len), "c": Use(int)}).validate(body))`, `document {a?: text typed <request body.a>, b?: text typed bounded <request body.b>, c?: number typed bounded <request body.c>}`},
	}.run(t)
}

func TestStructuresAreTyped(t *testing.T) {
	values{
		{"dacite", `
from dataclasses import dataclass, asdict
from dacite import from_dict
@dataclass
class User:
    name: str
    age: int = 0
u = from_dict(User, body)
sink(u.name, from_dict(data_class=User, data=body).age, asdict(u))`, `text typed <request body.name>
number typed bounded <request body.age>
document {name: text typed <request body.name>, age: number typed bounded <request body.age>}`},
		{"cattrs and msgspec", `
import cattrs, msgspec
from attrs import define
@define
class User:
    name: str
class Item(msgspec.Struct):
    name: str
sink(cattrs.structure(body, User).name, msgspec.convert(body, Item).name, msgspec.json.decode(text, type=Item).name, Item(name=body["name"]).name)`, `text typed <request body.name>
text typed <request body.name>
text typed <request body.name>
any <request body.name>`},
	}.run(t)
}

func TestWebargsReadTheRequest(t *testing.T) {
	values{
		{"parse", `
from webargs import fields, validate
from webargs.flaskparser import parser
args = parser.parse({"q": fields.Str(required=True), "n": fields.Int(load_default=10, validate=validate.Range(max=100))}, request, location="query")
sink(args, parser.parse({"any": fields.Raw(required=True)}))`, `document {q: text typed <request query.q>, n: number typed bounded atmost <request query.n>}
document {any: any <request body.any>}`},
		{"use_args and use_kwargs", `
from marshmallow import Schema
from webargs import fields
from webargs.flaskparser import use_args, use_kwargs
class S(Schema):
    a = fields.Str(required=True)
@use_args(S())
def one(args, id):
    sink(args, id)
@use_kwargs({"b": fields.Str(required=True)}, location="form")
def two(b):
    sink(b)
@use_args(S, arg_name="data")
def three(data):
    sink(data)
one(id=1)
two()
three()`, `document {a: text typed <request body.a>}
number =1
text typed <request form.b>
document {a: text typed <request body.a>}`},
	}.run(t)
}
