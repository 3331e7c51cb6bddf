// Package ferret gives the demo and the tests a MongoDB without installing
// one: a FerretDB inside this process, which stores in SQLite files in a
// temporary directory and speaks the MongoDB wire protocol to real drivers.
package ferret

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// A Database is a MongoDB, or what looks like one to a driver.
type Database struct {
	URI string // to hand to a driver

	dir    string // empty if the database is not ours
	cancel context.CancelFunc
	done   chan struct{}
}

// Open starts an embedded database on a free loopback port. With a uri that is
// not empty it starts nothing and returns the database which that names, so
// that a caller may pass the value of MONGODB_URI as it is.
func Open(uri string) (*Database, error) {
	if uri != "" {
		return &Database{URI: uri}, nil
	}
	dir, err := os.MkdirTemp(memory(), "ashlar-ferret-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for the database: %w", err)
	}
	f, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:   slog.New(slog.DiscardHandler),
		Handler:  "sqlite",
		// A directory, although SQLite has a memory mode: in that mode
		// FerretDB 1.24 deadlocks on the first update which matches.
		SQLiteURL: "file:" + filepath.ToSlash(dir) + "/?_pragma=synchronous(off)",
	})
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("opening the embedded database in %s: %w", dir, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &Database{dir: dir, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		f.Run(ctx) // returns nil, always
	}()
	d.URI = f.MongoDBURI() // waits for the listener
	return d, nil
}

// Close stops an embedded database and removes its files. It takes up to three
// seconds while a client is connected. A database that Open did not start is
// left alone.
func (d *Database) Close() error {
	if d.cancel == nil {
		return nil
	}
	d.cancel()
	<-d.done
	if err := os.RemoveAll(d.dir); err != nil {
		return fmt.Errorf("removing the files of the database: %w", err)
	}
	return nil
}

// memory returns a directory that lives in memory, or "" for the usual one.
func memory() string {
	const shm = "/dev/shm" // tmpfs on Linux, absent elsewhere
	if f, err := os.CreateTemp(shm, "ashlar-probe-"); err == nil {
		f.Close()
		os.Remove(f.Name())
		return shm
	}
	return ""
}
