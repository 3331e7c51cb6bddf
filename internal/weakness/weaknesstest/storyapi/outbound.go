package storyapi

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

const (
	// outboundTimeout bounds fetch(); the handler holds the lock meanwhile.
	outboundTimeout = 2 * time.Second
	// selectionTimeout is how long mongo() waits for a server, as
	// serverSelectionTimeoutMS=1000 does in PyMongo.
	selectionTimeout = time.Second
	// maxFetched bounds the text that fetch() hands over.
	maxFetched = 1 << 20
)

var outbound = map[string]builtin{
	"fetch": fetch,
	"mongo": mongo,
}

// dial connects to loopback addresses and to nothing else, and asks no name
// server: a story never leaves the machine.
func (s *Server) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s is not a loopback address, and stories reach no other", host)
	}
	target := net.JoinHostPort(host, port)
	if target == s.listener.Addr().String() {
		return nil, fmt.Errorf("%s is the story itself, which waits for this handler", target)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, target)
}

// fetch is fetch(url, {method, body, headers}): {status, text, headers}.
func fetch(s *Server, args []goja.Value) (any, error) {
	options, err := documents.FromJS(arg(args, 1))
	if err != nil {
		return nil, err
	}
	d, _ := options.(bson.D)
	method := "GET"
	if m, ok := documents.Field(d, "method"); ok {
		method = strings.ToUpper(documents.PlainText(m))
	}
	var body io.Reader
	if b, ok := documents.Field(d, "body"); ok && b != nil {
		_, text, err := s.encode(documents.ToJS(s.rt, b))
		if err != nil {
			return nil, err
		}
		body = strings.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), outboundTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, arg(args, 0).String(), body)
	if err != nil {
		return nil, documents.ClientError("InvalidURL", "%v", err)
	}
	headers, _ := documents.Field(d, "headers")
	if h, ok := headers.(bson.D); ok {
		for _, e := range h {
			req.Header.Set(e.Key, documents.PlainText(e.Value))
		}
	}
	transport := &http.Transport{DialContext: s.dial, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return nil, documents.ClientError("ConnectionError", "%v", err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxFetched))
	if err != nil {
		return nil, documents.ClientError("ConnectionError", "%v", err)
	}
	received := bson.D{}
	for name, v := range res.Header {
		received = append(received, bson.E{Key: strings.ToLower(name), Value: strings.Join(v, ", ")})
	}
	return bson.D{{Key: "status", Value: float64(res.StatusCode)}, {Key: "text", Value: string(text)}, {Key: "headers", Value: received}}, nil
}

// mongo is mongo(uri, {opMsg}): it connects as a driver does, with the
// appName of the URI in the handshake, and pings. Drivers without a stable
// API say hello in an OP_QUERY, which {opMsg: true} makes an OP_MSG.
// https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md
func mongo(s *Server, args []goja.Value) (any, error) {
	target, err := readURI(arg(args, 0).String())
	if err != nil {
		return nil, err
	}
	options, err := documents.FromJS(arg(args, 1))
	if err != nil {
		return nil, err
	}
	d, _ := options.(bson.D)
	opMsg, _ := documents.Field(d, "opMsg")
	ctx, cancel := context.WithTimeout(context.Background(), selectionTimeout)
	defer cancel()
	var failures []string
	for _, host := range target.hosts {
		reply, err := s.ping(ctx, host, target.appName, documents.Truthy(opMsg))
		if err == nil {
			return bson.D{{Key: "status", Value: 200.0}, {Key: "text", Value: reply}}, nil
		}
		failures = append(failures, host+": "+err.Error())
	}
	return nil, documents.ClientError("ServerSelectionTimeoutError", "%s, Timeout: %.1fs", strings.Join(failures, ","), selectionTimeout.Seconds())
}

type mongoTarget struct {
	hosts   []string
	appName string
}

// readURI reads mongodb://user:password@host:port,host2/db?appName=x.
// https://www.mongodb.com/docs/manual/reference/connection-string/
func readURI(uri string) (mongoTarget, error) {
	rest, ok := strings.CutPrefix(uri, "mongodb://")
	if !ok {
		return mongoTarget{}, documents.ClientError("InvalidURI", "Invalid URI scheme: URI must begin with 'mongodb://' or 'mongodb+srv://'")
	}
	authority, query, _ := strings.Cut(rest, "?")
	authority, _, _ = strings.Cut(authority, "/")
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		authority = authority[i+1:]
	}
	var t mongoTarget
	for host := range strings.SplitSeq(authority, ",") {
		if host == "" {
			return mongoTarget{}, documents.ClientError("InvalidURI", "Empty host (or extra comma in host list)")
		}
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), "27017")
		}
		t.hosts = append(t.hosts, host)
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return mongoTarget{}, documents.ClientError("InvalidURI", "%v", err)
	}
	for name, v := range options { // names are case-insensitive
		if strings.EqualFold(name, "appName") {
			t.appName = v[len(v)-1]
		}
	}
	return t, nil
}

// ping shakes hands and pings, and returns the answer to the ping as JSON.
func (s *Server) ping(ctx context.Context, host, appName string, opMsg bool) (string, error) {
	conn, err := s.dial(ctx, "tcp", host)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return "", err
	}
	client := bson.D{}
	if appName != "" {
		client = append(client, bson.E{Key: "application", Value: bson.D{{Key: "name", Value: appName}}})
	}
	client = append(client,
		bson.E{Key: "driver", Value: bson.D{{Key: "name", Value: "PyMongo"}, {Key: "version", Value: "4.9.1"}}},
		bson.E{Key: "os", Value: bson.D{{Key: "type", Value: "Linux"}, {Key: "architecture", Value: "x86_64"}}},
		bson.E{Key: "platform", Value: "CPython 3.13.0.final.0 (" + runtime.Version() + ")"},
	)
	greeting := bson.D{{Key: "ismaster", Value: int32(1)}, {Key: "helloOk", Value: true}, {Key: "client", Value: client}}
	if opMsg {
		greeting = bson.D{{Key: "hello", Value: int32(1)}, {Key: "client", Value: client}, {Key: "$db", Value: "admin"}}
	}
	if _, err := exchange(conn, greeting, opMsg); err != nil {
		return "", err
	}
	reply, err := exchange(conn, bson.D{{Key: "ping", Value: int32(1)}, {Key: "$db", Value: "admin"}}, true)
	if err != nil {
		return "", err
	}
	text, err := bson.MarshalExtJSON(reply, false, false)
	return string(text), err
}

// Opcodes of the wire protocol.
// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
const (
	opReply = 1
	opQuery = 2004
	opMsgOp = 2013
	// maxMessage bounds an answer; a server's own bound is 48 MB.
	maxMessage = 1 << 20
)

// exchange sends one command and reads its answer.
func exchange(conn net.Conn, command bson.D, opMsg bool) (bson.D, error) {
	doc, err := bson.Marshal(command)
	if err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	var body []byte
	code := uint32(opQuery)
	if opMsg {
		code = opMsgOp
		body = append(make([]byte, 5), doc...) // no flags, one section of kind 0
	} else {
		body = append(make([]byte, 4), "admin.$cmd\x00"...)
		body = le.AppendUint32(body, 0)          // skip
		body = le.AppendUint32(body, 0xffffffff) // one document
		body = append(body, doc...)
	}
	message := le.AppendUint32(nil, uint32(16+len(body)))
	message = le.AppendUint32(message, 1) // request id
	message = le.AppendUint32(message, 0)
	message = le.AppendUint32(message, code)
	if _, err := conn.Write(append(message, body...)); err != nil {
		return nil, err
	}
	return readAnswer(conn)
}

func readAnswer(conn net.Conn) (bson.D, error) {
	var header [16]byte
	if _, err := io.ReadFull(conn, header[:]); err != nil {
		return nil, err
	}
	length, code := binary.LittleEndian.Uint32(header[:]), binary.LittleEndian.Uint32(header[12:])
	skip := map[uint32]uint32{opReply: 20, opMsgOp: 5}[code]
	if skip == 0 || length < 16+skip || length > maxMessage {
		return nil, fmt.Errorf("no answer of MongoDB: %d bytes, opcode %d", length, code)
	}
	body := make([]byte, length-16)
	if _, err := io.ReadFull(conn, body); err != nil {
		return nil, err
	}
	var reply bson.D
	err := bson.Unmarshal(body[skip:], &reply)
	return reply, err
}
