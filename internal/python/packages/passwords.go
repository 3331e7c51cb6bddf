package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// PasswordChecks are the qualified names of what compares a password with a
// stored hash. Those that give a bool are found as facts of calls, where the
// answer was true; those that raise also leave a fact "password".
var PasswordChecks = passwordChecks()

func passwordChecks() map[string]bool {
	checks := map[string]bool{}
	for name := range strings.FieldsSeq(answering + raising) {
		checks[name] = true
	}
	for scheme := range strings.FieldsSeq(hashSchemes) {
		checks["passlib.hash."+scheme+".verify"] = true
	}
	return checks
}

// answering checks give a bool, raising ones return for the right password
// only.
const (
	answering = `
		werkzeug.security.check_password_hash bcrypt.checkpw flask_bcrypt.check_password_hash flask_bcrypt.Bcrypt.check_password_hash
		passlib.context.CryptContext.verify flask_argon2.Argon2.check_password_hash flask_argon2.check_password_hash
		flask_security.verify_password flask_security.utils.verify_password flask_security.verify_and_update_password
		django.contrib.auth.hashers.check_password `
	raising = `argon2.PasswordHasher.verify argon2.verify_password nacl.pwhash.verify`
)

// hashSchemes of passlib, as modules of passlib.hash.
const hashSchemes = `
	argon2 bcrypt bcrypt_sha256 bsdi_crypt des_crypt django_argon2 django_bcrypt django_bcrypt_sha256 django_pbkdf2_sha1
	django_pbkdf2_sha256 grub_pbkdf2_sha512 ldap_pbkdf2_sha256 ldap_salted_sha1 ldap_salted_sha256 ldap_salted_sha512
	md5_crypt pbkdf2_sha1 pbkdf2_sha256 pbkdf2_sha512 phpass scram scrypt sha1_crypt sha256_crypt sha512_crypt`

func passwords() flow.Library {
	lib := flow.Library{
		"werkzeug.generate_password_hash":       {Same: "werkzeug.security.generate_password_hash"},
		"werkzeug.check_password_hash":          {Same: "werkzeug.security.check_password_hash"},
		"bcrypt.gensalt":                        {Gives: flow.Bytes},
		"flask_bcrypt.Bcrypt":                   {Makes: "flask_bcrypt.Bcrypt"},
		"flask_bcrypt.Bcrypt.init_app":          {Call: silent},
		"passlib.context.CryptContext":          {Makes: "passlib.context.CryptContext"},
		"passlib.apps.custom_app_context":       {Get: cryptContext},
		"argon2.PasswordHasher":                 {Makes: "argon2.PasswordHasher"},
		"argon2.PasswordHasher.verify":          {Call: verifies(1, "password", 0, "hash")},
		"argon2.verify_password":                {Call: verifies(1, "password", 0, "hash")},
		"argon2.PasswordHasher.from_parameters": {Makes: "argon2.PasswordHasher"},
		"nacl.pwhash.verify":                    {Call: verifies(1, "password", 0, "password_hash")},
		"flask_argon2.Argon2":                   {Makes: "flask_argon2.Argon2"},
		"passlib.hash":                          {},
	}
	bytes := flow.Entry{Gives: flow.Bytes, Passes: true, Checks: flow.Typed | flow.Bounded | flow.Hashed, What: "hashed as a password"}
	text := bytes
	text.Gives = flow.Text
	named(lib, "bcrypt.", "hashpw kdf", bytes)
	named(lib, "flask_bcrypt.", "generate_password_hash Bcrypt.generate_password_hash", bytes)
	named(lib, "nacl.pwhash.", "str argon2id.str argon2i.str scrypt.str argon2id.kdf", bytes)
	named(lib, "", `werkzeug.security.generate_password_hash passlib.context.CryptContext.hash passlib.context.CryptContext.encrypt
		argon2.PasswordHasher.hash argon2.hash_password flask_argon2.Argon2.generate_password_hash flask_argon2.generate_password_hash
		django.contrib.auth.hashers.make_password flask_security.hash_password flask_security.utils.hash_password
		crypt.crypt cryptography.hazmat.primitives.kdf.scrypt.Scrypt.derive`, text)
	named(lib, "passlib.context.CryptContext.", "needs_update identify", flow.Entry{Gives: flow.Bool})
	lib["passlib.context.CryptContext.verify_and_update"] = flow.Entry{Call: verifiedAndUpdated}
	for scheme := range strings.FieldsSeq(hashSchemes) {
		of := "passlib.hash." + scheme
		lib[of] = flow.Entry{}
		named(lib, of+".", "hash encrypt", text)
		lib[of+".using"] = flow.Entry{Call: itself}
	}
	for name := range PasswordChecks {
		if _, raises := lib[name]; !raises {
			lib[name] = flow.Entry{Gives: flow.Bool}
		}
	}
	return lib
}

func cryptContext(r *flow.Reading) *flow.Value {
	return r.Run.NewInstance("passlib.context.CryptContext", r.Place, nil)
}

// verifies is a check that returns only for the right password.
func verifies(password int, passwordName string, hash int, hashName string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		c.Assume(flow.Fact{Op: "password", Left: c.Arg(password, passwordName), Right: c.Arg(hash, hashName)})
		return flow.BoolOf(true)
	}
}

// verifiedAndUpdated gives whether the password was right, and a newer hash
// or None.
func verifiedAndUpdated(c *flow.Call) *flow.Value {
	hash := flow.Of(flow.Text|flow.Null, step(c.Arg(0, "secret"), c.Place, "hashed as a password", flow.Text)...)
	return flow.ListOf(flow.Of(flow.Bool), hash.With(flow.Typed|flow.Bounded|flow.Hashed))
}
