package packages

import "testing"

func TestMarshmallowLoads(t *testing.T) {
	values{
		{"fields", `
from marshmallow import Schema, fields
class Login(Schema):
    email = fields.Email(required=True)
    name = fields.Str()
    age = fields.Int(load_default=18)
    any = fields.Raw()
    dict = fields.Dict()
    when = fields.DateTime()
    ids = fields.List(fields.Str())
    id = fields.Str(dump_only=True)
sink(Login().load(body))`, `document {email: text typed bounded <request body.email>, name?: text typed <request body.name>, age: number typed bounded <request body.age>, any?: any <request body.any>, dict?: document <request body.dict> { *: any}, when?: date typed bounded <request body.when>, ids?: list typed [text typed <request body.ids> …]}`},
		{"loads, many, partial", `
from marshmallow import Schema, fields
class S(Schema):
    a = fields.String(required=True)
s = S()
sink(s.loads(text), S(many=True).load(body.copy()), s.load(body.copy(), partial=True), s.load(body.copy(), many=True))`, `document {a: text typed <request body.a>}
list typed [document {a: text typed <request body.a>} …]
document {a?: text typed <request body.a>}
list typed [document {a: text typed <request body.a>} …]`},
		{"unknown keys", `
from marshmallow import Schema, fields, INCLUDE, EXCLUDE, RAISE
class A(Schema):
    class Meta:
        unknown = INCLUDE
    a = fields.Str(required=True)
class B(Schema):
    a = fields.Str(required=True)
    class Meta:
        unknown = EXCLUDE
sink(A().load(body.copy()), B().load(body.copy()), B(unknown=INCLUDE).load(body.copy()), A().load(body.copy(), unknown=RAISE), B().load(body.copy(), unknown="include"))`,
			`document <request body> {a: text typed <request body.a> *: any}
document {a: text typed <request body.a>}
document <request body> {a: text typed <request body.a> *: any}
document {a: text typed <request body.a>}
document <request body> {a: text typed <request body.a> *: any}`},
		{"checks", `
from marshmallow import Schema, fields, validate, validates, ValidationError
class S(Schema):
    a = fields.Str(required=True, validate=validate.Length(max=50))
    b = fields.Str(required=True, validate=validate.OneOf(["x", "y"]))
    c = fields.Int(required=True, validate=validate.Range(min=1, max=100))
    d = fields.Str(required=True, validate=[validate.Length(min=2), validate.Regexp("^a")])
    e = fields.Raw(required=True, validate=validate.OneOf(["x"]))
    f = fields.Str(required=True)
    g = fields.Str(required=True, allow_none=True)
    @validates("f")
    def short(self, value, **kwargs):
        if len(value) > 3:
            raise ValidationError("long")
d = S().load(body)
sink(d["a"], d["b"], d["c"], d["d"], d["e"], d["f"], d["g"])`, `text typed bounded atmost <request body.a>
text typed bounded listed plain <request body.b> =x|y
number typed bounded atleast atmost <request body.c>
text typed bounded atleast <request body.d>
text typed bounded listed plain <request body.e> =x
text typed bounded atmost <request body.f>
null or text typed <request body.g>`},
		{"nested", `
from marshmallow import Schema, fields
class Address(Schema):
    city = fields.Str(required=True)
class User(Schema):
    a = fields.Nested(Address, required=True)
    b = fields.Nested("Address", many=True, required=True)
    c = fields.Nested(lambda: Address(), required=True)
    d = fields.Nested({"x": fields.Int(required=True)}, required=True)
    e = fields.List(fields.Nested(Address), required=True)
    f = fields.Pluck(Address, "city", required=True)
d = User().load(body)
sink(d["a"], d["b"], d["c"]["city"], d["d"]["x"], d["e"][0]["city"], d["f"])`, `document {city: text typed <request body.a.city>}
list typed [document {city: text typed <request body.b.city>} …]
text typed <request body.c.city>
number typed bounded <request body.d.x>
text typed <request body.e.city>
text typed <request body.f>`},
		{"from_dict, inheritance, only, exclude", `
from marshmallow import Schema, fields
S = Schema.from_dict({"a": fields.Str(required=True), "b": fields.Int(required=True)})
class Base(Schema):
    a = fields.Str(required=True)
class More(Base):
    b = fields.Str(required=True)
sink(S().load(body.copy()), More().load(body.copy()), More(only=("a",)).load(body.copy()), More(exclude=["a"]).load(body.copy()))`, `document {a: text typed <request body.a>, b: number typed bounded <request body.b>}
document {a: text typed <request body.a>, b: text typed <request body.b>}
document {a: text typed <request body.a>}
document {b: text typed <request body.b>}`},
		{"hooks", `
from marshmallow import Schema, fields, post_load, pre_load
class User:
    def __init__(self, name):
        self.name = name
class S(Schema):
    name = fields.Str(required=True)
    @pre_load
    def clean(self, data, **kwargs):
        return {"name": data["name"]}
    @post_load
    def make(self, data, **kwargs):
        return User(**data)
sink(S().load(body).name)`, `text typed <request body.name>`},
		{"own field", `
from marshmallow import Schema, fields
class Casts(fields.Field):
    def _deserialize(self, value, attr, data, **kwargs):
        return str(value)
class Loose(fields.Field):
    pass
class S(Schema):
    a = Casts(required=True)
    b = Loose(required=True)
sink(S().load(body))`, `document {a: text typed <request body.a>, b: any <request body.b>}`},
		{"validate", `
from marshmallow import Schema, fields
class S(Schema):
    name = fields.Str(required=True)
data = body
errors = S().validate(data)
if errors:
    raise ValueError(errors)
sink(data["name"])`, `text typed <request body.name>`},
		{"validate in a condition", `
from marshmallow import Schema, fields
class S(Schema):
    name = fields.Str(required=True)
data = body
if S().validate(data):
    sink(data["name"])
else:
    sink(data["name"])`, `any <request body.name>
text typed <request body.name>`},
		{"flask_marshmallow", `
from flask_marshmallow import Marshmallow
ma = Marshmallow()
class S(ma.Schema):
    name = ma.Str(required=True)
    class Meta:
        unknown = "exclude"
sink(S().load(body))`, `document {name: text typed <request body.name>}`},
		{"keys", `
from marshmallow import Schema, fields
class S(Schema):
    user_id = fields.Str(data_key="userId", required=True)
sink(S().load(body))`, `document {user_id: text typed <request body.userId>}`},
	}.run(t)
}

func TestMarshmallowDumpsSelect(t *testing.T) {
	values{
		{"fields only", `
from marshmallow import Schema, fields
class Inner(Schema):
    city = fields.Str()
class S(Schema):
    name = fields.Str()
    password = fields.Str(load_only=True)
    id = fields.Str(attribute="_id", dump_only=True)
    up = fields.Function(lambda o: o["name"].upper())
    where = fields.Nested(Inner)
    class Meta:
        load_only = ("secret",)
    secret = fields.Str()
sink(S().dump(body))
sink(S(many=True, only=("name",)).dump(body))
sink(S().dump([{"name": "x"}], many=True))`, `document {name: any <request body.name>, id: any <request body._id>, up: text typed <request body.name>, where: document {city: any <request body.where.city>}}
list [document {name: any <request body.name>} …]
list [document {name: text =x, up: text typed =X} …]`},
		{"objects", `
from marshmallow import Schema, fields
class User:
    def __init__(self):
        self.name = body["name"]
        self.password = body["password"]
class S(Schema):
    name = fields.Str()
sink(S().dump(User()))`, `document {name: any <request body.name>}`},
	}.run(t)
}

func TestMarshmallowLooksAtWhatIsLoaded(t *testing.T) {
	values{
		{"the fields of what was given are checked too", `
from marshmallow import Schema, fields
class S(Schema):
    a = fields.Str(required=True)
    b = fields.Int(required=True)
    c = fields.DateTime(required=True)
S().load(body)
sink(body["a"], body["b"], body["c"])`, `text typed <request body.a>
number or text typed bounded <request body.b>
number or text typed bounded <request body.c>`},
		{"what was left out is still there", `
from marshmallow import Schema, fields, EXCLUDE
class S(Schema):
    a = fields.Str(required=True)
S().load(body, unknown=EXCLUDE)
sink(body["a"], body["b"])`, `text typed <request body.a>
any <request body.b>`},
		{"what was changed before is not what was given", `
from marshmallow import Schema, fields, pre_load
class S(Schema):
    a = fields.Str(required=True)
    @pre_load
    def first(self, data, **kwargs):
        return {"a": str(data["a"])}
loaded = S().load(body)
sink(loaded["a"], body["a"])`, `text typed <request body.a>
any <request body.a>`},
		{"an answer in a condition", `
from marshmallow import Schema, fields
class S(Schema):
    a = fields.Str(required=True)
if errors := S().validate(body):
    raise ValueError(errors)
sink(body["a"])`, `text typed <request body.a>`},
	}.run(t)
}

func TestMarshmallowOwnValidators(t *testing.T) {
	values{
		{"of a field", `
from marshmallow import Schema, fields, validates, ValidationError
class S(Schema):
    a = fields.Raw(required=True)
    b = fields.Raw(required=True)
    @validates("a")
    def check(self, value, **kwargs):
        if not isinstance(value, str):
            raise ValidationError("text")
d = S().load(body)
sink(d["a"], d["b"])`, `text typed bounded <request body.a>
any <request body.b>`},
		{"of the whole", `
from marshmallow import Schema, fields, validates_schema, ValidationError
class S(Schema):
    a = fields.Raw(required=True)
    b = fields.Raw(required=True)
    @validates_schema
    def check(self, data, **kwargs):
        if not isinstance(data["a"], str):
            raise ValidationError("text")
d = S().load(body)
sink(d["a"], d["b"])`, `text typed <request body.a>
any <request body.b>`},
		{"Method and Function", `
from marshmallow import Schema, fields
class S(Schema):
    a = fields.Method(deserialize="number", required=True)
    b = fields.Function(deserialize=lambda v: str(v), required=True)
    c = fields.Method(deserialize="as_it_is", required=True)
    def number(self, value):
        return int(value)
    def as_it_is(self, value):
        return value
d = S().load(body)
sink(d["a"], d["b"], d["c"])`, `number typed bounded <request body.a>
text typed <request body.b>
any <request body.c>`},
	}.run(t)
}
