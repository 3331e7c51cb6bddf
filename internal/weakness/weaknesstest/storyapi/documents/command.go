package documents

import (
	"os"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// started is what serverStatus counts its uptime from.
var started = time.Now()

// Command answers db.command(name) and db.command({name: 1, …}) in the shape
// that a MongoDB 7.0 without replication gives. As in FerretDB, the commands
// of the admin database answer everywhere.
// https://www.mongodb.com/docs/manual/reference/command/
func (s *Store) Command(db *Database, v any) (any, error) {
	var name string
	var args bson.D
	switch v := v.(type) {
	case string:
		name, args = v, bson.D{{Key: v, Value: 1.0}}
	case bson.D:
		if len(v) > 0 {
			name = v[0].Key
		}
		args = v
	default:
		return nil, ClientError("TypeError", "document must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or a type that inherits from collections.MutableMapping")
	}
	answer, ok := commands[name]
	if !ok {
		return nil, serverError(59, "no such command: '%s'", name)
	}
	doc, err := answer(s, db, args)
	if err != nil {
		return nil, err
	}
	return append(doc, bson.E{Key: "ok", Value: 1.0}), nil
}

type answerCommand func(s *Store, db *Database, args bson.D) (bson.D, error)

// fixed is a command whose answer needs nothing.
func fixed(make func() bson.D) answerCommand {
	return func(*Store, *Database, bson.D) (bson.D, error) { return make(), nil }
}

const serverVersion = "7.0.14"

var commands map[string]answerCommand

func init() { // listCommands lists the table that it is part of
	commands = map[string]answerCommand{
		"ping":             fixed(func() bson.D { return nil }),
		"buildInfo":        fixed(buildInfo),
		"buildinfo":        fixed(buildInfo),
		"hello":            fixed(hello),
		"isMaster":         fixed(hello),
		"ismaster":         fixed(hello),
		"hostInfo":         fixed(hostInfo),
		"connectionStatus": fixed(connectionStatus),
		"serverStatus":     fixed(serverStatus),
		"dbStats":          dbStats,
		"dbstats":          dbStats,
		"listCollections":  listCollections,
		"listDatabases":    listDatabases,
		"listCommands":     listCommands,
		"find":             findCommand,
		"count":            countCommand,
		"aggregate":        aggregateCommand,
		"drop":             dropCommand,
		"dropDatabase":     dropDatabase,
	}
}

func buildInfo() bson.D {
	return bson.D{
		{Key: "version", Value: serverVersion},
		{Key: "gitVersion", Value: "ce59cfc6a3c5e5c067dca0d30697edd68d4f5188"},
		{Key: "modules", Value: bson.A{}},
		{Key: "allocator", Value: "tcmalloc"},
		{Key: "javascriptEngine", Value: "mozjs"},
		{Key: "sysInfo", Value: "deprecated"},
		{Key: "versionArray", Value: bson.A{7.0, 0.0, 14.0, 0.0}},
		{Key: "openssl", Value: bson.D{
			{Key: "running", Value: "OpenSSL 3.0.2 15 Mar 2022"}, {Key: "compiled", Value: "OpenSSL 3.0.2 15 Mar 2022"},
		}},
		{Key: "bits", Value: 64.0},
		{Key: "debug", Value: false},
		{Key: "maxBsonObjectSize", Value: 16777216.0},
		{Key: "storageEngines", Value: bson.A{"devnull", "wiredTiger"}},
	}
}

func hello() bson.D {
	return bson.D{
		{Key: "isWritablePrimary", Value: true},
		{Key: "topologyVersion", Value: bson.D{{Key: "processId", Value: bson.NewObjectID().Hex()}, {Key: "counter", Value: 0.0}}},
		{Key: "maxBsonObjectSize", Value: 16777216.0},
		{Key: "maxMessageSizeBytes", Value: 48000000.0},
		{Key: "maxWriteBatchSize", Value: 100000.0},
		{Key: "localTime", Value: time.Now().UTC().Truncate(time.Millisecond)},
		{Key: "logicalSessionTimeoutMinutes", Value: 30.0},
		{Key: "connectionId", Value: 12.0},
		{Key: "minWireVersion", Value: 0.0},
		{Key: "maxWireVersion", Value: 21.0},
		{Key: "readOnly", Value: false},
	}
}

func hostInfo() bson.D {
	return bson.D{
		{Key: "system", Value: bson.D{
			{Key: "currentTime", Value: time.Now().UTC().Truncate(time.Millisecond)},
			{Key: "hostname", Value: "mongo-0"}, {Key: "cpuAddrSize", Value: 64.0},
			{Key: "memSizeMB", Value: 7936.0}, {Key: "numCores", Value: 4.0}, {Key: "cpuArch", Value: "x86_64"},
		}},
		{Key: "os", Value: bson.D{{Key: "type", Value: "Linux"}, {Key: "name", Value: "Ubuntu"}, {Key: "version", Value: "22.04"}}},
		{Key: "extra", Value: bson.D{{Key: "kernelVersion", Value: "5.15.0"}}},
	}
}

func connectionStatus() bson.D {
	return bson.D{{Key: "authInfo", Value: bson.D{
		{Key: "authenticatedUsers", Value: bson.A{}}, {Key: "authenticatedUserRoles", Value: bson.A{}},
	}}}
}

func serverStatus() bson.D {
	up := time.Since(started)
	return bson.D{
		{Key: "host", Value: "mongo-0"}, {Key: "version", Value: serverVersion}, {Key: "process", Value: "mongod"},
		{Key: "pid", Value: float64(os.Getpid())},
		{Key: "uptime", Value: up.Truncate(time.Second).Seconds()},
		{Key: "uptimeMillis", Value: float64(up.Milliseconds())},
		{Key: "localTime", Value: time.Now().UTC().Truncate(time.Millisecond)},
		{Key: "connections", Value: bson.D{{Key: "current", Value: 3.0}, {Key: "available", Value: 838857.0}, {Key: "totalCreated", Value: 12.0}}},
		{Key: "opcounters", Value: bson.D{{Key: "insert", Value: 1.0}, {Key: "query", Value: 2.0}, {Key: "update", Value: 0.0}, {Key: "delete", Value: 0.0}}},
		{Key: "storageEngine", Value: bson.D{{Key: "name", Value: "wiredTiger"}, {Key: "persistent", Value: true}}},
	}
}

func dbStats(_ *Store, db *Database, _ bson.D) (bson.D, error) {
	names := db.Names()
	objects := 0
	for _, n := range names {
		objects += len(db.collections[n].docs)
	}
	return bson.D{
		{Key: "db", Value: db.name}, {Key: "collections", Value: float64(len(names))}, {Key: "views", Value: 0.0},
		{Key: "objects", Value: float64(objects)}, {Key: "avgObjSize", Value: 128.0}, {Key: "dataSize", Value: float64(objects) * 128},
		{Key: "storageSize", Value: 20480.0 * float64(len(names))}, {Key: "indexes", Value: float64(len(names))},
		{Key: "indexSize", Value: 20480.0 * float64(len(names))}, {Key: "totalSize", Value: 40960.0 * float64(len(names))},
		{Key: "scaleFactor", Value: 1.0}, {Key: "fsUsedSize", Value: 21474836480.0}, {Key: "fsTotalSize", Value: 107374182400.0},
	}, nil
}

func listCollections(_ *Store, db *Database, _ bson.D) (bson.D, error) {
	batch := bson.A{}
	for _, n := range db.Names() {
		batch = append(batch, bson.D{
			{Key: "name", Value: n}, {Key: "type", Value: "collection"}, {Key: "options", Value: bson.D{}},
			{Key: "info", Value: bson.D{{Key: "readOnly", Value: false}, {Key: "uuid", Value: NewUUID()}}},
			{Key: "idIndex", Value: bson.D{{Key: "v", Value: 2.0}, {Key: "key", Value: bson.D{{Key: "_id", Value: 1.0}}}, {Key: "name", Value: "_id_"}}},
		})
	}
	return cursorOf(db.name+".$cmd.listCollections", batch), nil
}

func cursorOf(namespace string, batch bson.A) bson.D {
	return bson.D{{Key: "cursor", Value: bson.D{
		{Key: "firstBatch", Value: batch}, {Key: "id", Value: 0.0}, {Key: "ns", Value: namespace},
	}}}
}

func listDatabases(s *Store, _ *Database, _ bson.D) (bson.D, error) {
	list := bson.A{}
	size := 0.0
	for _, name := range []string{"admin", "config", "local"} {
		list = append(list, databaseEntry(name, 40960))
		size += 40960
	}
	for name, db := range s.databases {
		if len(db.Names()) > 0 {
			n := 40960.0 * float64(len(db.Names()))
			list = append(list, databaseEntry(name, n))
			size += n
		}
	}
	slices.SortFunc(list, compareValues) // by name, their first field
	return bson.D{{Key: "databases", Value: list}, {Key: "totalSize", Value: size}, {Key: "totalSizeMb", Value: 0.0}}, nil
}

func databaseEntry(name string, size float64) bson.D {
	return bson.D{{Key: "name", Value: name}, {Key: "sizeOnDisk", Value: size}, {Key: "empty", Value: false}}
}

func listCommands(*Store, *Database, bson.D) (bson.D, error) {
	list := bson.D{}
	for name := range commands {
		list = append(list, bson.E{Key: name, Value: bson.D{
			{Key: "help", Value: ""}, {Key: "requiresAuth", Value: true}, {Key: "secondaryOk", Value: true},
			{Key: "adminOnly", Value: name == "listDatabases"}, {Key: "apiVersions", Value: bson.A{}}, {Key: "deprecatedApiVersions", Value: bson.A{}},
		}})
	}
	slices.SortFunc(list, func(a, b bson.E) int { return strings.Compare(a.Key, b.Key) })
	return bson.D{{Key: "commands", Value: list}}, nil
}

// target is the collection that a command names.
func target(db *Database, args bson.D) (*Collection, error) {
	name, ok := args[0].Value.(string)
	if !ok {
		return nil, serverError(73, "collection name has invalid type %s", typeName(args[0].Value))
	}
	return db.Collection(name)
}

func findCommand(_ *Store, db *Database, args bson.D) (bson.D, error) {
	c, err := target(db, args)
	if err != nil {
		return nil, err
	}
	filter, _ := Field(args, "filter")
	d, _ := filter.(bson.D)
	docs, err := c.Find(d)
	if err != nil {
		return nil, err
	}
	projection, _ := Field(args, "projection")
	shape, err := db.filters.readProjection(projection)
	if err != nil {
		return nil, err
	}
	docs, err = Reshape(docs, shape)
	return cursorOf(c.namespace(), list(docs)), err
}

func list(docs []bson.D) bson.A {
	out := bson.A{}
	for _, d := range docs {
		out = append(out, d)
	}
	return out
}

func countCommand(_ *Store, db *Database, args bson.D) (bson.D, error) {
	c, err := target(db, args)
	if err != nil {
		return nil, err
	}
	query, _ := Field(args, "query")
	d, _ := query.(bson.D)
	n, err := c.Count(d)
	return bson.D{{Key: "n", Value: float64(n)}}, err
}

func aggregateCommand(_ *Store, db *Database, args bson.D) (bson.D, error) {
	c, err := target(db, args)
	if err != nil {
		return nil, err
	}
	if _, ok := Field(args, "cursor"); !ok {
		return nil, serverError(9, "The 'cursor' option is required, except for aggregate with the explain argument")
	}
	pipeline, _ := Field(args, "pipeline")
	stages, ok := pipeline.(bson.A)
	if !ok {
		return nil, serverError(14, "'pipeline' option must be specified as an array")
	}
	docs, err := c.Aggregate(stages)
	return cursorOf(c.namespace(), list(docs)), err
}

func dropCommand(_ *Store, db *Database, args bson.D) (bson.D, error) {
	c, err := target(db, args)
	if err != nil {
		return nil, err
	}
	c.Drop()
	return bson.D{{Key: "nIndexesWas", Value: 1.0}, {Key: "ns", Value: c.namespace()}}, nil
}

func dropDatabase(_ *Store, db *Database, _ bson.D) (bson.D, error) {
	db.Drop()
	return bson.D{{Key: "dropped", Value: db.name}}, nil
}
