package storyapi

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

func TestBuiltins(t *testing.T) {
	s := start(t, `seed("orders", [{_id: "x"}])`)
	for _, c := range []struct{ js, want string }{
		{`[counter("a"), counter("a"), counter("b")]`, `[1,2,1]`},
		{`/^[0-9a-f]{48}$/.test(random()) && random() != random()`, `true`},
		{`now() instanceof Date && Math.abs(now() - Date.now()) < 5000`, `true`},
		{`/^scrypt:32768:8:1\$[0-9a-z]{16}\$[0-9a-f]{128}$/.test(hash("p"))`, `true`},
		{`[verify(hash("p"), "p"), verify(hash("p"), "q"), verify("p", "p"), verify(null, "p")]`, `[true,false,false,false]`},
		{`verify(hash("p"), {$ne: 1})`, `AttributeError: 'dict' object has no attribute 'encode'`},
		{`ObjectId("66F0A1B2C3D4E5F600000A01")`, `"66f0a1b2c3d4e5f600000a01"`},
		{`ObjectId("zz")`, `InvalidId: 'zz' is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string`},
		{`ObjectId({$ne: 1})`, `TypeError: id must be an instance of (bytes, str, ObjectId), not <class 'dict'>`},
		{`ObjectId(null).length`, `24`}, // None makes a new one, as in Python
		{`brackets({"user[$ne]": "x", "a[b][c]": "1", "t[]": "q", n: "2"})`, `{"user":{"$ne":"x"},"a":{"b":{"c":"1"}},"t":["q"],"n":"2"}`},
		{`db.collection("orders").findOne({})`, `{"_id":"x"}`},
		{`db["orders"].countDocuments()`, `1`},
		{`db.getSiblingDB("other").orders.find()`, `[]`},
		{`db.getSiblingDB("app").orders.countDocuments()`, `1`},
		{`db.listCollectionNames()`, `["users","orders"]`},
		{`db.collection("")`, `InvalidName: collection names cannot be empty`},
		{`db.collection("$x")`, `InvalidName: collection names must not contain '$': '$x'`},
		{`db.collection(".x")`, `InvalidName: collection names must not start or end with '.': '.x'`},
		{`db.collection({$ne: 1})`, `TypeError: name must be an instance of str`},
		{`db.collection("system.users").find()`, `[]`},
		{`(db.dropDatabase(), db.orders.find())`, `[]`},
	} {
		if got := evalText(t, s, c.js); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.js, got, c.want)
		}
	}
}

func TestCommands(t *testing.T) {
	s := start(t, `seed("orders", [{_id: 1, a: 1}, {_id: 2, a: 2}])`)
	for _, c := range []struct{ js, want string }{
		{`db.command("ping")`, `{"ok":1}`},
		{`db.command({ping: 1})`, `{"ok":1}`},
		{`db.adminCommand("ping")`, `{"ok":1}`},
		{`(r => [r.version, r.versionArray, r.maxBsonObjectSize, r.ok])(db.command("buildInfo"))`, `["7.0.14",[7,0,14,0],16777216,1]`},
		{`(r => [r.isWritablePrimary, r.maxWireVersion, r.ok])(db.command("hello"))`, `[true,21,1]`},
		{`(r => [r.db, r.collections, r.objects, r.ok])(db.command("dbStats"))`, `["app",2,6,1]`},
		{`(r => [r.cursor.firstBatch.map(c => c.name + c.type), r.cursor.id, r.cursor.ns])(db.command("listCollections"))`, `[["userscollection","orderscollection"],0,"app.$cmd.listCollections"]`},
		{`db.command("listDatabases").databases.map(d => d.name)`, `["admin","app","config","local"]`},
		{`Object.keys(db.command("listCommands").commands).includes("buildInfo")`, `true`},
		{`Object.keys(db.command("connectionStatus").authInfo)`, `["authenticatedUsers","authenticatedUserRoles"]`},
		{`Object.keys(db.command("hostInfo"))`, `["system","os","extra","ok"]`},
		{`(r => [r.process, r.version, r.uptime >= 0])(db.command("serverStatus"))`, `["mongod","7.0.14",true]`},
		{`db.command({find: "orders", filter: {a: {$gt: 1}}, projection: {a: 1}}).cursor`, `{"firstBatch":[{"_id":2,"a":2}],"id":0,"ns":"app.orders"}`},
		{`db.command({count: "orders", query: {a: 1}})`, `{"n":1,"ok":1}`},
		{`db.command({aggregate: "orders", pipeline: [{$count: "n"}], cursor: {}}).cursor.firstBatch`, `[{"n":2}]`},
		{`db.command({drop: "orders"}).ok + db.orders.countDocuments()`, `1`},
		{`db.command("find")`, `OperationFailure: collection name has invalid type int`},
		{`db.command("nope")`, `OperationFailure: no such command: 'nope'`},
		{`db.command({})`, `OperationFailure: no such command: ''`},
		{`db.command(5)`, `TypeError: document must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or a type that inherits from collections.MutableMapping`},
	} {
		if got := evalText(t, s, c.js); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.js, got, c.want)
		}
	}
}

func TestLimitOverTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{rt: goja.New(), limits: make(map[string][]time.Time)}
		call := func(key string) bool {
			v, err := limit(s, []goja.Value{s.rt.ToValue(key), s.rt.ToValue(2), s.rt.ToValue(10)})
			if err != nil {
				t.Fatal(err)
			}
			return v.(bool)
		}
		got := []bool{call("a"), call("a"), call("a"), call("b")}
		if !slices.Equal(got, []bool{true, true, false, true}) {
			t.Errorf("two of a and one of b: %v", got)
		}
		time.Sleep(11 * time.Second)
		if !call("a") {
			t.Error("the window does not pass")
		}
	})
}

func TestFetch(t *testing.T) {
	var seen string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = fmt.Sprintf("%s %s %s %s", r.Method, r.URL, body, r.Header.Get("X-A"))
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "hi")
	}))
	defer other.Close()
	s := start(t, `get("/", req => fetch(req.query.url))`)
	js := fmt.Sprintf(`(r => [r.status, r.text])(fetch(%q, {method: "post", body: {a: 1}, headers: {"X-A": "b"}}))`, other.URL+"/x?y=1")
	if got := evalText(t, s, js); got != `[418,"hi"]` || seen != `POST /x?y=1 {"a":1} b` {
		t.Errorf("%s, seen %s", got, seen)
	}
	for _, target := range []string{"http://192.0.2.1/", "http://example.test/", other.URL + "/away", "http://127.0.0.1:1/", s.URL, "file:///etc/passwd"} {
		if got := evalText(t, s, fmt.Sprintf("fetch(%q)", target)); !strings.HasPrefix(got, "ConnectionError: ") {
			t.Errorf("%s: %s", target, got)
		}
	}
	if got := ask(t, s, "", "GET", "/?url="+s.URL, ""); !strings.HasPrefix(got, "500") {
		t.Errorf("itself: %s", got)
	}
}

// listening is a server of the wire protocol that says ok to everything and
// remembers what it was told.
func listening(t *testing.T) (address string, told func() []bson.D) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	commands := make(chan bson.D, 10)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		for {
			command, code, err := receive(conn)
			if err != nil {
				close(commands)
				return
			}
			commands <- append(bson.D{{Key: "opcode", Value: code}}, command...)
			if _, err := conn.Write(okMessage(code)); err != nil {
				return
			}
		}
	}()
	return listener.Addr().String(), func() []bson.D {
		var all []bson.D
		for c := range commands {
			all = append(all, c)
		}
		return all
	}
}

func TestMongoShakesHands(t *testing.T) {
	for _, c := range []struct {
		options  string
		opcode   uint32
		greeting string
	}{{`{}`, opQuery, "ismaster"}, {`{opMsg: true}`, opMsgOp, "hello"}} {
		address, told := listening(t)
		s := start(t, "")
		js := fmt.Sprintf(`mongo("mongodb://u:p%%40@%s/db?retryWrites=true&appName=nonce%%201", %s)`, address, c.options)
		if got := evalText(t, s, js); got != `{"status":200,"text":"{\"ok\":1.0}"}` {
			t.Errorf("%s: %s", js, got)
		}
		commands := told()
		if len(commands) != 2 {
			t.Fatalf("%d commands: %v", len(commands), commands)
		}
		if commands[0][0].Value != c.opcode || commands[0][1].Key != c.greeting || commands[1][1].Key != "ping" {
			t.Errorf("commands: %v", commands)
		}
		client, _ := documents.Field(commands[0], "client")
		application, _ := documents.Field(client.(bson.D), "application")
		name, _ := documents.Field(application.(bson.D), "name")
		if name != "nonce 1" {
			t.Errorf("appName: %v", name)
		}
	}
}

func TestMongoThatIsNotThere(t *testing.T) {
	s := start(t, "")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	for uri, want := range map[string]string{
		"mongodb://127.0.0.1:1/":                       "ServerSelectionTimeoutError: 127.0.0.1:1: ",
		"mongodb://192.0.2.1/?appName=x":               "ServerSelectionTimeoutError: 192.0.2.1:27017: 192.0.2.1 is not a loopback address",
		"mongodb://" + silent.Addr().String():          "ServerSelectionTimeoutError: ",
		"http://127.0.0.1":                             "InvalidURI: Invalid URI scheme",
		"mongodb://":                                   "InvalidURI: Empty host",
		"mongodb://127.0.0.1:1,192.0.2.1:5/?appname=x": "ServerSelectionTimeoutError: 127.0.0.1:1: ",
	} {
		if got := evalText(t, s, fmt.Sprintf("mongo(%q)", uri)); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", uri, got)
		}
	}
}
