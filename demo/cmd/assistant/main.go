// Assistant is a scripted session of an editor's assistant with "ashlar mcp":
// it scans a copy of the broken shop, reads a finding, gets the change,
// applies it, restarts the shop, and has the finding verified. It prints what
// was asked and answered.
//
// It is run from the root of the repository by make mcp-demo, and exits with 0
// only if the finding was proven before, is still there while only the source
// has changed, and is gone after the restart.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/demo/ferret"
	"github.com/ashlarsec/ashlar/demo/shop"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var d demo
	flag.StringVar(&d.ashlar, "ashlar", "build/ashlar", "the scanner")
	flag.StringVar(&d.python, "python", "build/venv/bin/python", "Python with the packages of the shop")
	flag.StringVar(&d.shop, "shop", "examples/shop/broken", "the shop")
	flag.StringVar(&d.out, "out", "build/mcp-demo", "folder for the copy, the scans and the logs")
	flag.StringVar(&d.weakness, "weakness", "cross-owner-read", "what is mended")
	flag.Parse()
	if err := d.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "mcp-demo:", err)
		stop()
		os.Exit(1)
	}
}

// demo is where things are.
type demo struct {
	ashlar, python, shop, out, weakness string
	uri, database                       string
}

func (d *demo) run(ctx context.Context) error {
	dir, err := d.copied()
	if err != nil {
		return err
	}
	db, err := ferret.Open(os.Getenv("MONGODB_URI"))
	if err != nil {
		return err
	}
	defer db.Close()
	d.uri, d.database = db.URI, fmt.Sprintf("ashlar_mcp_%d", time.Now().UnixNano())
	running, err := d.start(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { running.Stop() }()
	a, err := d.connect(ctx, dir)
	if err != nil {
		return err
	}
	defer a.session.Close()

	picked, err := a.find(ctx, running.URL, d.weakness)
	if err != nil {
		return err
	}
	a.note("the assistant applies the diff in %s", picked.change.Folder)
	if err := apply(picked.change.Folder, picked.change.Untrusted.Diff); err != nil {
		return err
	}
	if err := a.verify(ctx, picked, running.URL, "still there"); err != nil {
		return fmt.Errorf("before the restart: %w", err)
	}
	a.note("the shop is restarted")
	running.Stop()
	if running, err = d.start(ctx, dir); err != nil {
		return err
	}
	if err := a.verify(ctx, picked, running.URL, "gone"); err != nil {
		return fmt.Errorf("after the restart: %w", err)
	}
	a.note("proven, mended, and gone")
	return nil
}

// copied is a fresh copy of the shop, with its absolute path.
func (d *demo) copied() (string, error) {
	out, err := filepath.Abs(d.out)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(out, "shop")
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(out, 0o755), os.CopyFS(dir, os.DirFS(d.shop))); err != nil {
		return "", fmt.Errorf("copying the shop: %w", err)
	}
	d.out = out
	d.python, err = filepath.Abs(d.python)
	return dir, err
}

func (d *demo) start(ctx context.Context, dir string) (*shop.Shop, error) {
	return shop.Start(ctx, shop.Options{Dir: dir, Python: d.python, MongoURI: d.uri, Database: d.database, Log: filepath.Join(d.out, "shop.log")})
}

// connect starts the server as a client would, and measures its first answer.
func (d *demo) connect(ctx context.Context, dir string) (*assistant, error) {
	cmd := exec.Command(d.ashlar, "mcp", "--root", dir)
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+filepath.Join(d.out, "data"))
	cmd.Stderr = os.Stderr
	a := &assistant{hide: strings.NewReplacer(dir, "/project", d.out, "/tmp")}
	client := mcp.NewClient(&mcp.Implementation{Name: "mcp-demo", Version: "1"}, &mcp.ClientOptions{ProgressNotificationHandler: a.progress})
	began := time.Now()
	session, err := client.Connect(ctx, &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		return nil, fmt.Errorf("connecting to ashlar mcp: %w", err)
	}
	a.session = session
	about := session.InitializeResult()
	a.note("ashlar mcp --root /project: %s %s, protocol %s, first answer after %d ms", about.ServerInfo.Title, about.ServerInfo.Version, about.ProtocolVersion, time.Since(began).Milliseconds())
	return a, nil
}
