package packages

import "testing"

func TestPasswordsAreHashed(t *testing.T) {
	values{
		{"werkzeug", `
from werkzeug.security import generate_password_hash
sink(generate_password_hash(body["password"]))`, `text typed bounded hashed <request body.password>`},
		{"bcrypt", `
import bcrypt
sink(bcrypt.hashpw(body["password"].encode("utf-8"), bcrypt.gensalt()).decode())`, `text typed bounded hashed <request body.password>`},
		{"flask_bcrypt", `
from flask_bcrypt import Bcrypt
bcrypt = Bcrypt()
sink(bcrypt.generate_password_hash(body["password"]))`, `bytes typed bounded hashed <request body.password>`},
		{"passlib hash", `
from passlib.hash import pbkdf2_sha256
sink(pbkdf2_sha256.hash(body["password"]))
sink(pbkdf2_sha256.using(rounds=8000).hash(body["password"]))`, `text typed bounded hashed <request body.password>
text typed bounded hashed <request body.password>`},
		{"passlib context", `
from passlib.context import CryptContext
pwd = CryptContext(schemes=["bcrypt"])
sink(pwd.hash(body["password"]))`, `text typed bounded hashed <request body.password>`},
		{"argon2", `
from argon2 import PasswordHasher
sink(PasswordHasher().hash(body["password"]))`, `text typed bounded hashed <request body.password>`},
	}.run(t)
}
