package storyapi

import (
	"bytes"
	"encoding/binary"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// receive reads one command of the wire protocol.
func receive(r io.Reader) (command bson.D, code uint32, err error) {
	var header [16]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, 0, err
	}
	body := make([]byte, binary.LittleEndian.Uint32(header[:])-16)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, 0, err
	}
	code = binary.LittleEndian.Uint32(header[12:])
	if code == opQuery { // flags, name, skip, return
		body = body[4+bytes.IndexByte(body[4:], 0)+1+8:]
	} else { // flags, kind
		body = body[5:]
	}
	return command, code, bson.Unmarshal(body, &command)
}

// okMessage is {ok: 1} as the answer to that opcode.
func okMessage(code uint32) []byte {
	doc, err := bson.Marshal(bson.D{{Key: "ok", Value: 1.0}})
	if err != nil {
		panic(err)
	}
	body, reply := make([]byte, 5), uint32(opMsgOp)
	if code == opQuery {
		body, reply = make([]byte, 20), opReply
		body[16] = 1 // documents
	}
	body = append(body, doc...)
	le := binary.LittleEndian
	out := le.AppendUint32(nil, uint32(16+len(body)))
	out = le.AppendUint32(out, 2)
	out = le.AppendUint32(out, 1)
	out = le.AppendUint32(out, reply)
	return append(out, body...)
}
