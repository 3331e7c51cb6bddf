package packages

import "testing"

// What a class with fields does for all of them, by their names.
func TestFieldsByReflection(t *testing.T) {
	const classes = `
from dataclasses import dataclass, fields

class FromBody:
    @classmethod
    def of(cls, document):
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in document.items() if name in known})

class Typed(FromBody):
    def __post_init__(self):
        for f in fields(self):
            value = getattr(self, f.name)
            if value is not None and type(value) is not f.type:
                raise ValueError(f.name)

@dataclass
class Loose(FromBody):
    email: str
    age: int

@dataclass
class Strict(Typed):
    email: str
    age: int
`
	values{
		{"fields that the class has, and their names alone", classes + `
made = Loose.of(body)
sink(made.email, made.age)
sink({f.name: getattr(made, f.name) for f in fields(made)})`, `any <request body.email>
any <request body.age>
document {email: any <request body.email>, age: any <request body.age>}`},
		{"types that the class has checked", classes + `
made = Strict.of(body)
sink(made.email, made.age)`, `null or text typed <request body.email>
null or number typed <request body.age>`},
		{"a class that is not known", `
from dataclasses import fields
from elsewhere import Other
sink([f.name for f in fields(Other)])`, `list [unknown …]`},
		{"a type that is not checked", classes + `
made = Loose.of(body)
for f in fields(made):
    print(getattr(made, f.name), f.type)
sink(made.email)`, `any <request body.email>`},
	}.run(t)
}
