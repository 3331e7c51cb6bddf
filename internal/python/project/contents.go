package project

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// file is what is needed of an *os.File.
type file interface {
	io.Reader
	Stat() (fs.FileInfo, error)
}

// contents reads a file, and says what is wrong with that; nil when there
// is nothing to parse.
func contents(path string) ([]byte, string) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "it was there when the folder was read, and is gone"
	}
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	return drain(f)
}

// drain reads an open file whole. The file can be written to meanwhile: what
// was read is used, and the reader told.
func drain(f file) ([]byte, string) {
	before, err := f.Stat()
	if err != nil {
		return nil, cause(err)
	}
	if before.Size() > syntax.MaxSize {
		return nil, tooLarge // it was not, when it was found
	}
	text := make([]byte, 0, before.Size()+1)
	// One byte more than is parsed, so that a file that grows is noticed.
	for len(text) <= syntax.MaxSize {
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)]
		}
		n, err := f.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, cause(err)
		}
	}
	after, err := f.Stat()
	if err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return text, "it changed while it was read: run again"
	}
	return text, ""
}

// cause is an error without its path, which is told anyway.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Sprintf("it cannot be read: %v", err)
}
