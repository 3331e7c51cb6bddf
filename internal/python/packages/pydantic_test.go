package packages

import "testing"

func TestModelsMakeFieldsTyped(t *testing.T) {
	values{
		{"keywords from JSON", `
from typing import Any
from pydantic import BaseModel
class Login(BaseModel):
    email: str
    age: int
    tags: list
    extra: dict
    other: Any
m = Login(**body)
sink(m.email, m.age, m.extra, m.other)`, `text typed <request body.email>
number typed bounded <request body.age>
document <request body.extra> { *: any}
any <request body.other>`},
		{"dict has just the fields", `
from pydantic import BaseModel
class Login(BaseModel):
    email: str
    role: str = "user"
sink(Login(**body).dict())
sink(Login.model_validate(body).model_dump(exclude_unset=True))
sink(Login.parse_obj(body).dict(exclude={"role"}))
sink(Login.parse_obj(body).dict(include={"role"}))`, `document {email: text typed <request body.email>, role: text typed <request body.role>}
document {email: text typed <request body.email>, role?: text typed <request body.role>}
document {email: text typed <request body.email>}
document {role: text typed <request body.role>}`},
		{"from a text of JSON", `
from pydantic import BaseModel
class Login(BaseModel):
    email: str
sink(Login.model_validate_json(text).email, Login.parse_raw(text).email)`, `text typed <request body.email>
text typed <request body.email>`},
		{"extra keys", `
from pydantic import BaseModel, ConfigDict, Extra
class A(BaseModel):
    model_config = ConfigDict(extra="allow")
    email: str
class B(BaseModel):
    email: str
    class Config:
        extra = Extra.allow
class C(BaseModel, extra="allow"):
    email: str
class D(BaseModel):
    email: str
    class Config:
        extra = "forbid"
sink(A(**body).model_dump(), B(**body).dict(), C(**body).dict(), D(**body).dict())`, `document <request body> {email: text typed <request body.email> *: any}
document <request body> {email: text typed <request body.email> *: any}
document <request body> {email: text typed <request body.email> *: any}
document {email: text typed <request body.email>}`},
		{"constraints", `
from typing import Annotated, Optional, Literal
from pydantic import BaseModel, Field, constr, conint, EmailStr, SecretStr
Name = Annotated[str, Field(max_length=9)]
Short = constr(max_length=3)
class M(BaseModel):
    a: str = Field(..., max_length=50)
    b: Annotated[str, Field(pattern="^x")]
    c: constr(min_length=1)
    d: EmailStr
    e: Literal["x", "y"]
    f: Optional[str] = None
    g: str | None
    h: Name
    i: Short
    j: Field(max_length=5)
    k: SecretStr
    l: int = Field(le=100)
m = M(**body)
sink(m.a, m.b, m.c, m.d, m.e, m.f, m.g, m.h, m.i, m.k, m.l)`, `text typed bounded atmost <request body.a>
text typed bounded <request body.b>
text typed bounded <request body.c>
text typed bounded <request body.d>
text typed bounded listed plain <request body.e> =x|y
null or text typed <request body.f>
null or text typed <request body.g>
text typed bounded atmost <request body.h>
text typed bounded atmost <request body.i>
text typed <request body.k>
number typed bounded atmost <request body.l>`},
		{"models in models", `
from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel
class Address(BaseModel):
    city: str
class User(BaseModel):
    address: Address
    all: List[Address]
    by: Dict[str, int]
    friend: "Optional[User]" = None
u = User(**body)
sink(u.address.city, u.all[0].city, u.by, u.friend.address.city)
sink(u.model_dump(exclude={"friend"}))`, `text typed <request body.address.city>
text typed <request body.all.city>
document { *: number}
text typed <request body.friend.address.city>
document {address: document {city: text typed <request body.address.city>}, all: list typed [document {city: text typed <request body.all.city>} …], by: document { *: number}}`},
		{"enumerations and inheritance", `
from enum import Enum
from pydantic import BaseModel
class Role(str, Enum):
    user = "user"
    admin = "admin"
class Base(BaseModel):
    role: Role
class User(Base):
    name: str
sink(User(**body).dict())`, `document {role: text typed bounded listed plain <request body.role> =admin|user, name: text typed <request body.name>}`},
		{"custom types", `
from bson import ObjectId
from pydantic import BaseModel, BeforeValidator
from typing import Annotated
class PyObjectId(ObjectId):
    @classmethod
    def __get_validators__(cls):
        yield cls.validate
    @classmethod
    def validate(cls, v):
        return str(v)
Id = Annotated[str, BeforeValidator(str)]
class M(BaseModel):
    a: PyObjectId
    b: Unheard
    c: Id
m = M(**body)
sink(m.a, m.b, m.c)`, `text typed <request body.a>
unknown typed <request body.b>
text typed <request body.c>`},
		{"validators that refuse or clean", `
from typing import Any
from pydantic import BaseModel, field_validator, validator
class M(BaseModel):
    name: str
    nick: str
    raw: Any
    @field_validator("name")
    @classmethod
    def short(cls, v):
        if len(v) > 50:
            raise ValueError("long")
        return v
    @validator("nick")
    def clean(cls, v):
        assert v in ("a", "b")
        return v
    @validator("raw", pre=True)
    def casts(cls, v):
        return str(v)
m = M(**body)
sink(m.name, m.nick, m.raw)`, `text typed bounded atmost <request body.name>
text typed bounded listed plain atleast atmost <request body.nick> =a|b
text typed <request body.raw>`},
		{"aliases and defaults", `
from pydantic import BaseModel, Field
class M(BaseModel):
    user_id: str = Field(alias="userId")
    limit: int = 10
    made: list = Field(default_factory=list)
sink(M(**body).user_id, M(limit=3).limit, M().limit, M(**body).limit, M().made)`, `text typed <request body.userId>
number typed bounded =3
number =10
number typed bounded <request body.limit>
list`},
		{"own constructor", `
from pydantic import BaseModel
class M(BaseModel):
    name: str
    def __init__(self, **data):
        super().__init__(**data)
sink(M(name=body["name"]).name)`, `text typed <request body.name>`},
		{"validators of the whole", `
from pydantic import BaseModel, model_validator
class M(BaseModel):
    role: str
    name: str
    @model_validator(mode="before")
    @classmethod
    def only(cls, values):
        return {"role": "user", "name": values["name"]}
sink(M(**body).dict())`, `document {role: text typed =user, name: text typed <request body.name>}`},
		{"not validated", `
from pydantic import BaseModel
class M(BaseModel):
    name: str
m = M(name="x")
sink(M.construct(**body).name, m.copy(update={"name": body["name"]}).name)`, `any <request body.name>
any <request body.name>`},
		{"adapters", `
from pydantic import BaseModel, TypeAdapter, parse_obj_as
from typing import List
class M(BaseModel):
    name: str
sink(TypeAdapter(List[M]).validate_python(body)[0].name, parse_obj_as(M, body).name)`, `text typed <request body.name>
text typed <request body.name>`},
		{"names of the fields", `
from pydantic import BaseModel
class M(BaseModel):
    name: str
sink({k: body[k] for k in M.model_fields})`, `document {name: any <request body.name>}`},
		{"settings", `
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    secret_key: str = "change-me"
s = Settings()
sink(s.secret_key)`, `text <environment environment.secret_key>`},
		{"a known JSON document", `
from pydantic import BaseModel
class M(BaseModel):
    name: str
    owner: str
m = M(name=body["name"], owner="me")
sink(m.model_dump(), m.model_dump_json())`, `document {name: text typed <request body.name>, owner: text typed =me}
text typed <request body.name>`},
	}.run(t)
}
