package mongo

import (
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

const objectIDType = "bson.ObjectId"

// bsonTypes are the types of bson and its readers and writers.
var bsonTypes = flow.Library{
	objectIDType:                            {Call: objectID},
	objectIDType + ".is_valid":              {Gives: flow.Bool, Tests: flow.Typed | flow.Bounded | flow.Formed, TestKind: flow.Text | flow.Bytes | flow.ObjectID},
	objectIDType + ".from_datetime":         {Gives: flow.ObjectID, Checks: flow.Typed | flow.Bounded},
	"bson.SON":                              {Same: "builtins.dict"},
	"bson.son.SON":                          {Same: "builtins.dict"},
	"bson.RawBSONDocument":                  {Same: "bson.decode"},
	"bson.raw_bson.RawBSONDocument":         {Same: "bson.decode"},
	"bson.decode":                           {Call: decoded},
	"bson.BSON.decode":                      {Call: decoded},
	"bson.decode_all":                       {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(decoded(c)) }},
	"bson.decode_iter":                      {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(decoded(c)) }},
	"bson.encode":                           {Gives: flow.Bytes, Passes: true, What: "encoded as BSON"},
	"bson.BSON.encode":                      {Gives: flow.Bytes, Passes: true, What: "encoded as BSON"},
	"bson.json_util.loads":                  {Same: "json.loads"},
	"bson.json_util.dumps":                  {Same: "json.dumps"},
	"bson.json_util.default":                {Gives: flow.Document, Passes: true},
	"bson.json_util.object_hook":            {Call: first},
	"bson.json_util.DEFAULT_JSON_OPTIONS":   {},
	"bson.json_util.RELAXED_JSON_OPTIONS":   {},
	"bson.json_util.CANONICAL_JSON_OPTIONS": {},
	"bson.json_util.LEGACY_JSON_OPTIONS":    {},
	"bson.json_util.JSONOptions":            {},
	"bson.Code":                             {Call: code},
	"bson.code.Code":                        {Same: "bson.Code"},
	"bson.Regex":                            {Same: "re.compile"},
	"bson.regex.Regex":                      {Same: "re.compile"},
	"bson.DBRef":                            {Call: reference},
	"bson.dbref.DBRef":                      {Same: "bson.DBRef"},
	"pymongo.dbref.DBRef":                   {Same: "bson.DBRef"},
	"bson.Decimal128":                       {Gives: flow.Number, Passes: true, Checks: flow.Typed | flow.Bounded, What: "made a number"},
	"bson.decimal128.Decimal128":            {Same: "bson.Decimal128"},
	"bson.Int64":                            {Gives: flow.Number, Passes: true, Checks: flow.Typed | flow.Bounded, What: "made a number"},
	"bson.int64.Int64":                      {Same: "bson.Int64"},
	"bson.Binary":                           {Gives: flow.Bytes, Passes: true, Checks: flow.Typed, What: "made bytes"},
	"bson.binary.Binary":                    {Same: "bson.Binary"},
	"bson.Timestamp":                        {Gives: flow.Date, Passes: true, Checks: flow.Typed},
	"bson.timestamp.Timestamp":              {Same: "bson.Timestamp"},
	"bson.MinKey":                           {}, "bson.MaxKey": {},
	"bson.codec_options.CodecOptions": {},
}

func bson() flow.Library {
	lib := maps.Clone(bsonTypes)
	for _, alias := range []string{"bson.objectid.ObjectId", "pymongo.objectid.ObjectId", "pymongo.ObjectId", "mongoengine.ObjectId", "mongoengine.fields.ObjectId", "mongomock.ObjectId"} {
		lib[alias] = flow.Entry{Same: objectIDType}
	}
	for n, v := range constants {
		lib["pymongo."+n] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return v }}
	}
	for _, n := range strings.Fields(errorNames) {
		lib[n] = flow.Entry{}
	}
	for alias, of := range errorAliases {
		lib[alias] = flow.Entry{Same: of}
	}
	return lib
}

var constants = map[string]*flow.Value{
	"ASCENDING": flow.NumberOf(1), "DESCENDING": flow.NumberOf(-1), "TEXT": flow.TextOf("text"), "HASHED": flow.TextOf("hashed"),
	"GEO2D": flow.TextOf("2d"), "GEOSPHERE": flow.TextOf("2dsphere"), "GEOHAYSTACK": flow.TextOf("geoHaystack"),
	"ReturnDocument.BEFORE": flow.BoolOf(false), "ReturnDocument.AFTER": flow.BoolOf(true),
	"collection.ReturnDocument.BEFORE": flow.BoolOf(false), "collection.ReturnDocument.AFTER": flow.BoolOf(true),
}

// errorNames are opaque: what matters is which of them a handler names.
const errorNames = `
	bson.errors.InvalidId bson.errors.BSONError bson.errors.InvalidBSON bson.errors.InvalidDocument bson.errors.InvalidStringData
	pymongo.errors.PyMongoError pymongo.errors.AutoReconnect pymongo.errors.BulkWriteError pymongo.errors.ClientBulkWriteException
	pymongo.errors.CollectionInvalid pymongo.errors.ConfigurationError pymongo.errors.ConnectionFailure pymongo.errors.CursorNotFound
	pymongo.errors.DocumentTooLarge pymongo.errors.DuplicateKeyError pymongo.errors.EncryptionError pymongo.errors.ExceededMaxWaiters
	pymongo.errors.ExecutionTimeout pymongo.errors.InvalidName pymongo.errors.InvalidOperation pymongo.errors.InvalidURI
	pymongo.errors.NetworkTimeout pymongo.errors.NotPrimaryError pymongo.errors.NotMasterError pymongo.errors.OperationFailure
	pymongo.errors.ProtocolError pymongo.errors.ServerSelectionTimeoutError pymongo.errors.WTimeoutError pymongo.errors.WaitQueueTimeoutError
	pymongo.errors.WriteConcernError pymongo.errors.WriteError`

var errorAliases = map[string]string{
	"bson.InvalidId": "bson.errors.InvalidId", "bson.objectid.InvalidId": "bson.errors.InvalidId", "pymongo.errors.InvalidId": "bson.errors.InvalidId",
	"pymongo.errors.BSONError": "bson.errors.BSONError", "pymongo.errors.InvalidDocument": "bson.errors.InvalidDocument",
}

func first(c *flow.Call) *flow.Value { return c.Arg(0, "") }

// objectID is ObjectId(x), which raises for what is neither an identifier,
// nor its 24 digits or 12 bytes. ObjectId() and ObjectId(None) are new.
func objectID(c *flow.Call) *flow.Value {
	v := c.Arg(0, "oid")
	if v == nil || v.IsNone() {
		return flow.Of(flow.ObjectID).With(flow.Typed | flow.Bounded | flow.PerRequest)
	}
	if !valid(v) {
		c.Emit("objectid", &Identifier{v, invalidID})
	}
	w := flowing(c, flow.ObjectID, "made an ObjectId")
	return w.With(flow.Typed | flow.Bounded | flow.Formed | v.Checks&(flow.Own|flow.PerRequest|flow.Listed))
}

// invalidID is what ObjectId("x") raises.
var invalidID = []string{"bson.errors.InvalidId", "bson.errors.BSONError"}

// valid tells whether a value was checked to be an identifier: is_valid, a
// pattern, a converter. That a text is not too long says nothing.
func valid(v *flow.Value) bool {
	return v.Kind.Only(flow.ObjectID) || v.Has(flow.Formed) || v.Has(flow.Listed) || v.Literal() && len(v.Flows) == 0
}

// decoded is BSON that was read: whatever its sender wants.
func decoded(c *flow.Call) *flow.Value {
	v := c.Arg(0, "data")
	if v == nil || c.Name == "bson.BSON.decode" {
		v = c.Self
	}
	w := flow.Of(flow.Any | flow.ObjectID | flow.Date | flow.Bytes)
	for _, s := range v.All(flow.Request, flow.Outside, flow.Database) {
		o := *s.Origin
		o.Child = flow.Any
		w.Flows = append(w.Flows, &flow.Step{Origin: &o, Prev: s, Place: c.Place, What: "decoded from BSON", Kind: flow.Any, Weak: s.Weak})
	}
	return w
}

// code leaves an event: text becomes code for the server.
func code(c *flow.Call) *flow.Value {
	v := orNothing(c.Arg(0, "code"))
	c.Emit("script", &Script{v})
	return step(v, c.Place, flow.Text, "made JavaScript for the server")
}

// reference is DBRef(collection, id, database).
func reference(c *flow.Call) *flow.Value {
	v := flow.DocumentOf(
		flow.Field{Name: "$ref", Value: orNothing(c.Arg(0, "collection")), Place: c.Place},
		flow.Field{Name: "$id", Value: orNothing(c.Arg(1, "id")), Place: c.Place})
	if d := c.Arg(2, "database"); d != nil {
		v = v.WithField(flow.Field{Name: "$db", Value: d, Place: c.Place})
	}
	return v
}
