package callback

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The MongoDB wire protocol, as far as drivers need it to shake hands:
// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
const (
	headerSize = 16
	opReply    = 1
	opQuery    = 2004
	opMsg      = 2013

	flagMoreToCome = 1 << 1 // of OP_MSG: no answer is wanted
)

// hello is what a standalone server of version 7.0 says; drivers of 2019 to
// today accept its wire versions.
func hello() bson.D {
	return bson.D{
		{Key: "helloOk", Value: true},
		{Key: "ismaster", Value: true},
		{Key: "isWritablePrimary", Value: true},
		{Key: "maxBsonObjectSize", Value: int32(16 << 20)},
		{Key: "maxMessageSizeBytes", Value: int32(48 << 20)},
		{Key: "maxWriteBatchSize", Value: int32(100_000)},
		{Key: "localTime", Value: time.Now()},
		{Key: "connectionId", Value: int32(1)},
		{Key: "minWireVersion", Value: int32(0)},
		{Key: "maxWireVersion", Value: int32(21)},
		{Key: "readOnly", Value: false},
		{Key: "ok", Value: 1.0},
	}
}

// message is one of a driver's.
type message struct {
	id, op  int32
	command bson.Raw
	silent  bool // wants no answer
}

func isMongo(start []byte) bool {
	if len(start) < headerSize {
		return false
	}
	length, op := int32(binary.LittleEndian.Uint32(start)), int32(binary.LittleEndian.Uint32(start[12:]))
	return (op == opMsg || op == opQuery) && length > headerSize && length <= maxBytes
}

// serveMongo answers until the driver leaves or its bytes are used up.
func (l *Listener) serveMongo(conn net.Conn, r *bufio.Reader, hit Hit) {
	hit.Kind = MongoDB
	for seen := false; ; {
		m, ok := readMessage(r)
		if !ok {
			if !seen {
				hit.Line = title("")
				l.record(hit)
			}
			return
		}
		name := commandName(m.command)
		if !seen {
			hit.AppName, _ = m.command.Lookup("client", "application", "name").StringValueOK()
			hit.Line, hit.where = title(name), hit.AppName
			l.record(hit)
			seen = true
		}
		if m.silent {
			continue
		}
		if _, err := conn.Write(m.answer(name)); err != nil {
			return
		}
	}
}

func commandName(command bson.Raw) string {
	first, err := command.IndexErr(0)
	if err != nil {
		return ""
	}
	return first.Key()
}

func readMessage(r io.Reader) (message, bool) {
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(r, header); err != nil || !isMongo(header) {
		return message{}, false
	}
	body := make([]byte, binary.LittleEndian.Uint32(header)-headerSize)
	if _, err := io.ReadFull(r, body); err != nil {
		return message{}, false
	}
	m := message{id: int32(binary.LittleEndian.Uint32(header[4:])), op: int32(binary.LittleEndian.Uint32(header[12:]))}
	var doc []byte
	switch m.op {
	case opQuery: // flags, name of the collection, two counts
		if len(body) < 4 {
			return message{}, false
		}
		_, rest, ok := bytes.Cut(body[4:], []byte{0})
		if !ok || len(rest) < 8 {
			return message{}, false
		}
		doc = rest[8:]
	case opMsg: // flags, then sections; drivers put the command first
		if len(body) < 5 || body[4] != 0 {
			return message{}, false
		}
		m.silent = binary.LittleEndian.Uint32(body)&flagMoreToCome != 0
		doc = body[5:]
	}
	if len(doc) < 4 {
		return message{}, false
	}
	length := binary.LittleEndian.Uint32(doc)
	if uint64(length) > uint64(len(doc)) {
		return message{}, false
	}
	m.command = bson.Raw(doc[:length])
	return m, m.command.Validate() == nil
}

// answer shakes hands and answers ping, and says no to everything else.
func (m message) answer(name string) []byte {
	var doc bson.D
	switch strings.ToLower(name) {
	case "hello", "ismaster":
		doc = hello()
	case "ping":
		doc = bson.D{{Key: "ok", Value: 1.0}}
	default:
		doc = bson.D{
			{Key: "ok", Value: 0.0},
			{Key: "errmsg", Value: "this listener is no database"},
			{Key: "code", Value: int32(59)},
			{Key: "codeName", Value: "CommandNotFound"},
		}
	}
	body, err := bson.Marshal(doc)
	if err != nil {
		panic(err) // all of it is written above
	}
	prefix, op := []byte{0, 0, 0, 0, 0}, int32(opMsg) // no flags, then a section of kind 0
	if m.op == opQuery {
		// Flags, cursor, start, and one document.
		prefix, op = append(make([]byte, 16), 1, 0, 0, 0), opReply
	}
	out := make([]byte, 0, headerSize+len(prefix)+len(body))
	for _, field := range []int32{int32(headerSize + len(prefix) + len(body)), m.id + 1, m.id, op} {
		out = binary.LittleEndian.AppendUint32(out, uint32(field))
	}
	return append(append(out, prefix...), body...)
}
