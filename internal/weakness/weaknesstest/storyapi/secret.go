package storyapi

import (
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

func pythonObject(args []goja.Value) string {
	v, err := documents.FromJS(arg(args, 0))
	if err != nil {
		return "'object'"
	}
	return strings.TrimSuffix(strings.TrimPrefix(documents.PythonType(v), "<class "), ">")
}

var hexID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)

// objectID is bson.ObjectId of Python: without an argument, and for None, it
// makes a new id. Ids are text here.
func objectID(_ *Server, args []goja.Value) (any, error) {
	v, err := documents.FromJS(arg(args, 0))
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return bson.NewObjectID().Hex(), nil
	case string:
		if !hexID.MatchString(v) {
			return nil, documents.ClientError("InvalidId", "%s is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string", documents.PythonText(v))
		}
		return strings.ToLower(v), nil
	}
	return nil, documents.ClientError("TypeError", "id must be an instance of (bytes, str, ObjectId), not %s", documents.PythonType(v))
}

// randomText has 192 bits, like a session token.
func randomText() string { return hex.EncodeToString(randomBytes(24)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, as crypto/rand says
	return b
}

// passwordHash has the shape of Werkzeug's generate_password_hash, and none
// of its cost.
func passwordHash(password string) string {
	return hashWith(hex.EncodeToString(randomBytes(8)), password)
}

func hashWith(salt, password string) string {
	sum := sha512.Sum512([]byte(salt + "$" + password))
	return fmt.Sprintf("scrypt:32768:8:1$%s$%x", salt, sum)
}

func verifyPassword(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 3 {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(stored), []byte(hashWith(parts[1], password))) == 1
}

// brackets reads names such as user[$ne] and tags[] as Express's extended
// query parser does, for stories of stacks that do.
func brackets(flat bson.D) bson.D {
	out := bson.D{}
	for _, e := range flat {
		name, rest, nested := strings.Cut(e.Key, "[")
		if !nested || name == "" {
			name, rest = e.Key, ""
		}
		path := []string{name}
		for rest != "" {
			part, after, ok := strings.Cut(rest, "]")
			if !ok {
				break
			}
			path = append(path, part)
			rest = strings.TrimPrefix(after, "[")
		}
		value := e.Value
		if path[len(path)-1] == "" {
			path, value = path[:len(path)-1], bson.A{value}
		}
		if set, err := documents.SetPath(out, path, value, ""); err == nil {
			out = set.(bson.D)
		}
	}
	return out
}
