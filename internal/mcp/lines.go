package mcp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// maxLine bounds one message of a client. Arguments are paths and names.
const maxLine = 4 << 20

// lines hands on the messages of a stream, one a line. What is no message is
// answered here and left out: by the SDK it would end the session. Batches,
// which only the version of 2025-03-26 has, are taken apart.
type lines struct {
	in      *bufio.Reader
	close   func() error
	answer  *lineWriter
	pending []byte
}

func newLines(in io.ReadCloser, answer *lineWriter) *lines {
	return &lines{in: bufio.NewReader(in), close: in.Close, answer: answer}
}

func (l *lines) Close() error { return l.close() }

func (l *lines) Read(p []byte) (int, error) {
	for len(l.pending) == 0 {
		line, whole, err := l.line()
		if err != nil {
			return 0, err
		}
		if !whole {
			l.refuse(jsonrpc.CodeInvalidRequest, fmt.Sprintf("a message is longer than %d bytes", maxLine))
			continue
		}
		l.take(bytes.TrimSpace(line))
	}
	n := copy(p, l.pending)
	l.pending = l.pending[n:]
	return n, nil
}

// line reads one line; whole is false for one that is too long, of which the
// rest is skipped. The end of the stream ends a line too.
func (l *lines) line() (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := l.in.ReadSlice('\n')
		if whole = whole && len(line)+len(part) <= maxLine; whole {
			line = append(line, part...)
		} else {
			line = nil
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err == nil, err == io.EOF && len(line) > 0:
			return line, whole, nil
		default:
			return nil, whole, err
		}
	}
}

// take hands a line on, if it is a message or several.
func (l *lines) take(line []byte) {
	switch {
	case len(line) == 0:
	case !json.Valid(line):
		l.refuse(jsonrpc.CodeParseError, "this is no JSON: a message is one JSON object on one line")
	case line[0] == '[':
		var batch []json.RawMessage
		if json.Unmarshal(line, &batch) != nil || len(batch) == 0 {
			l.refuse(jsonrpc.CodeInvalidRequest, "an empty batch")
		}
		for _, m := range batch {
			l.one(m)
		}
	default:
		l.one(line)
	}
}

func (l *lines) one(message []byte) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, message); err != nil {
		l.refuse(jsonrpc.CodeParseError, "this is no JSON")
		return
	}
	if _, err := jsonrpc.DecodeMessage(compact.Bytes()); err != nil || compact.Bytes()[0] != '{' {
		l.refuse(jsonrpc.CodeInvalidRequest, `this is no JSON-RPC 2.0 message: {"jsonrpc": "2.0", "id": 1, "method": "tools/list"} is one`)
		return
	}
	l.pending = append(append(l.pending, compact.Bytes()...), '\n')
}

// refuse answers what has no id that could be known (JSON-RPC 2.0, section 5).
func (l *lines) refuse(code int, text string) {
	var message struct {
		Version string `json:"jsonrpc"`
		ID      any    `json:"id"`
		Error   struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	message.Version, message.Error.Code, message.Error.Message = "2.0", code, text
	answer, err := json.Marshal(message)
	if err == nil {
		_, _ = l.answer.Write(append(answer, '\n')) // who does not read is noticed by the next answer
	}
}

// lineWriter keeps lines of several writers apart.
type lineWriter struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *lineWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(line)
}

func (w *lineWriter) Close() error { return nil }
