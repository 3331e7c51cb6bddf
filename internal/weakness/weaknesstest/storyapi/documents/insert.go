package documents

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// newID makes an identifier of the kind that ids() chose for the collection.
// All but integers are text.
func (c *Collection) newID() any {
	switch c.db.idKinds[c.name] {
	case "integer":
		c.last++
		return float64(c.last)
	case "uuid":
		return NewUUID()
	}
	return bson.NewObjectID().Hex()
}

func NewUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, as crypto/rand says
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Insert stores a document, with an _id in front where it had none, and
// returns it as stored.
func (c *Collection) Insert(doc bson.D) (bson.D, error) {
	stored := slices.Clone(doc)
	i := slices.IndexFunc(stored, func(e bson.E) bool { return e.Key == "_id" })
	switch {
	case i < 0:
		stored = append(bson.D{{Key: "_id", Value: c.newID()}}, stored...)
	case i > 0:
		id := stored[i]
		stored = append(bson.D{id}, slices.Delete(stored, i, i+1)...)
	}
	if err := checkID(stored[0].Value); err != nil {
		return nil, err
	}
	if n, ok := stored[0].Value.(float64); ok && int(n) > c.last {
		c.last = int(n)
	}
	if err := c.free(stored, -1); err != nil {
		return nil, err
	}
	c.exists = true
	c.docs = append(c.docs, stored)
	return stored, nil
}

func checkID(id any) error {
	switch id.(type) {
	case bson.A, bson.Regex:
		return writeError(53, "The '_id' value cannot be of type %s", typeName(id))
	}
	if isOperators(id) {
		return writeError(52, "_id fields may not contain '$'-prefixed fields: %s is not valid for storage.", id.(bson.D)[0].Key)
	}
	return nil
}

// free refuses a document whose _id or unique fields another one has; self
// is the place of the document that it replaces, or -1.
func (c *Collection) free(doc bson.D, self int) error {
	for _, fields := range append([][]string{{"_id"}}, c.unique...) {
		for i, other := range c.docs {
			if i != self && sameFields(doc, other, fields) {
				return c.duplicate(doc, fields)
			}
		}
	}
	return nil
}

func sameFields(a, b bson.D, fields []string) bool {
	for _, f := range fields {
		parts := strings.Split(f, ".")
		x, _ := getPath(a, parts)
		y, _ := getPath(b, parts)
		if !Equal(x, y) {
			return false
		}
	}
	return true
}

func (c *Collection) duplicate(doc bson.D, fields []string) error {
	index := "_id_"
	if fields[0] != "_id" {
		index = strings.Join(fields, "_1_") + "_1"
	}
	key := bson.D{}
	var patterns, values []string
	for _, f := range fields {
		v, _ := getPath(doc, strings.Split(f, "."))
		key = append(key, bson.E{Key: f, Value: v})
		patterns = append(patterns, fmt.Sprintf("'%s': 1", f))
		text := shellText(v)
		if s, ok := v.(string); ok {
			text = PythonText(s)
		}
		values = append(values, fmt.Sprintf("'%s': %s", f, text))
	}
	text := fmt.Sprintf("E11000 duplicate key error collection: %s index: %s dup key: %s", c.namespace(), index, shellText(key))
	return &Error{
		Class: "DuplicateKeyError", Message: text, Code: 11000,
		Details: fmt.Sprintf("{'index': 0, 'code': 11000, 'errmsg': %s, 'keyPattern': {%s}, 'keyValue': {%s}}",
			PythonText(text), strings.Join(patterns, ", "), strings.Join(values, ", ")),
	}
}
