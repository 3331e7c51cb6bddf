package mcp

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/store"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

type scanAPIInput struct {
	URL    string   `json:"url" jsonschema:"base URL of the running API, http://127.0.0.1:5000, or of one endpoint of it"`
	Method string   `json:"method,omitempty" jsonschema:"method of the endpoint, where url is one and no contract describes it; default GET"`
	Spec   string   `json:"spec,omitempty" jsonschema:"OpenAPI contract: a file below a root, or a URL; without it the usual places are tried"`
	Source string   `json:"source,omitempty" jsonschema:"folder of the Python source below a root: proofs then carry their line"`
	Config string   `json:"config,omitempty" jsonschema:"ashlar.yaml with identities, below a root; default: the one in source"`
	Mode   string   `json:"mode,omitempty" jsonschema:"passive only reads; safe (default) attacks only what the scan creates, and removes it; full is for environments that can be thrown away, and needs --allow-full"`
	Only   []string `json:"only,omitempty" jsonschema:"look only for these weaknesses"`
}

type scanSourceInput struct {
	Path string `json:"path" jsonschema:"folder of Python source, or an OpenAPI file, below a root"`
}

func (s *Server) addScanning() {
	methods := []any{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	add(s, tool{
		name: "scan_api", title: "Scan a running API", hints: sending(),
		description: "Looks for insecure design in a running API and proves it by its effect: calls it as several identities, attacks only objects that it creates itself, and removes them. Takes some seconds to minutes; sends progress, and can be cancelled. Answers a summary; the scan is kept.",
		shape: func(in *jsonschema.Schema) {
			in.Properties["method"].Enum = methods
			in.Properties["mode"].Enum = []any{"passive", "safe", "full"}
			in.Properties["only"].Items.Enum = weaknessIDs()
		},
	}, (*call).scanAPI)
	add(s, tool{
		name: "scan_source", title: "Scan source and contract", hints: reading(),
		description: "Reads Python source and the OpenAPI contracts in it, without running anything and without sending anything, and finds insecure design by following what requests reach. Takes seconds. Answers a summary; the scan is kept.",
	}, (*call).scanSource)
}

func weaknessIDs() []any {
	var ids []any
	for _, w := range catalogue.All() {
		ids = append(ids, w.ID)
	}
	return ids
}

func (c *call) scanSource(in scanSourceInput) (summary, answer, error) {
	path, err := c.path("path", in.Path)
	if err != nil {
		return summary{}, answer{}, err
	}
	return c.scan(c.reading, scan.Options{Targets: []string{path}}, nil)
}

func (c *call) scanAPI(in scanAPIInput) (summary, answer, error) {
	if !strings.Contains(in.URL, "://") {
		return summary{}, answer{}, advised(fmt.Sprintf("url %.100q is no URL", in.URL), "write it with its scheme: http://127.0.0.1:5000")
	}
	o := scan.Options{URL: in.URL, Method: in.Method, Mode: world.Mode(in.Mode)}
	if o.Mode == world.Full && !c.opts.AllowFull {
		return summary{}, answer{}, advised("mode full is not allowed here", "use mode safe; the user can start the server with --allow-full for an environment that can be thrown away")
	}
	if strings.Contains(in.Spec, "://") && !strings.HasPrefix(in.Spec, "file:") {
		o.Targets = append(o.Targets, in.Spec)
	} else if in.Spec != "" {
		path, err := c.path("spec", in.Spec)
		if err != nil {
			return summary{}, answer{}, err
		}
		o.Targets = append(o.Targets, path)
	}
	if in.Source != "" {
		path, err := c.path("source", in.Source)
		if err != nil {
			return summary{}, answer{}, err
		}
		o.Targets = append(o.Targets, path)
	}
	d, err := c.design(in.Config, in.Source)
	if err != nil {
		return summary{}, answer{}, err
	}
	o.Design = d
	return c.scan(c.live, o, in.Only)
}

// design is the one that is named, or that lies in the source folder.
func (c *call) design(config, source string) (*design.Design, error) {
	name := config
	if name == "" && source != "" {
		name = filepath.Join(source, "ashlar.yaml")
	}
	if name == "" {
		return nil, nil
	}
	path, err := c.path("config", name)
	if config == "" && err != nil {
		return nil, nil // there is none that may be read
	}
	if err != nil {
		return nil, err
	}
	d, err := design.Load(path, c.environment)
	if err != nil {
		return nil, advised(err.Error(), "mend the file; docs/design-file.md says all that it may hold")
	}
	if d.Mode == string(world.Full) && !c.opts.AllowFull {
		d.Mode = string(world.Safe)
	}
	return d, nil
}

// TokenVariable holds the bearer token of the HTTP transport. A design may
// not read it: it would send it to the API.
const TokenVariable = "ASHLAR_MCP_TOKEN"

func (c *call) environment(name string) (string, bool) {
	if name == TokenVariable || c.opts.Getenv == nil {
		return "", false
	}
	return c.opts.Getenv(name)
}

// scan runs a scan when it is its turn, keeps it, and tells it in short.
func (c *call) scan(turn *queue, o scan.Options, only []string) (summary, answer, error) {
	o = c.confined(o)
	o.Weaknesses = slices.DeleteFunc(slices.Clone(catalogue.All()), func(w *weakness.Weakness) bool {
		return len(only) > 0 && !slices.Contains(only, w.ID)
	})
	leave, err := turn.enter(c.ctx)
	if err != nil {
		return summary{}, answer{}, err
	}
	defer leave()
	id := store.NewID(time.Now())
	c.begin(id, o)
	defer c.end(id)
	tell, stop := c.progress(id)
	o.Progress = tell
	result, err := scan.Run(c.ctx, o)
	stop()
	if err != nil {
		return summary{}, answer{}, err
	}
	if err := c.opts.Store.Save(id, result); err != nil {
		return summary{}, answer{}, advised(err.Error(), "make room, or set XDG_DATA_HOME to a folder that can be written to")
	}
	if err := c.ctx.Err(); err != nil {
		return summary{}, answer{}, advised("interrupted; what was created is removed, and what was found is kept as "+id, "get_scan shows it")
	}
	out := summarize(id, result)
	return out, out.tell(), nil
}

// confined are the options with what this server allows.
func (c *call) confined(o scan.Options) scan.Options {
	o.Confined, o.Allowed, o.Authorized = true, c.opts.Allowed, c.opts.Authorized
	o.Version, o.Log, o.Catalogue = c.opts.Version, c.opts.Log, catalogue.All()
	return o
}

func (c *call) begin(id string, o scan.Options) {
	c.mu.Lock()
	defer c.mu.Unlock()
	target := strings.Join(append([]string{o.URL}, o.Targets...), " ")
	c.running[id] = runningScan{started: time.Now(), target: strings.TrimSpace(target)}
}

func (c *call) end(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, id)
}

// load reads a kept scan, and says of one that still runs that it does.
func (c *call) load(id string) (*scanned, error) {
	c.mu.Lock()
	_, runs := c.running[id]
	c.mu.Unlock()
	if runs {
		return nil, advised("scan "+id+" still runs", "wait for the answer of the call that began it")
	}
	doc, err := c.opts.Store.Load(id)
	if errors.Is(err, store.ErrNone) {
		return nil, err
	}
	if err != nil {
		return nil, advised(err.Error(), "scan again, or list_scans for another")
	}
	return &scanned{id: id, Scan: doc}, nil
}

// source is where the source of a scan is now, if it may be read.
func (c *call) source(s *scanned) ([]string, error) {
	if len(s.Target.Sources) == 0 {
		return nil, advised("scan "+s.id+" is of no source", "call scan_source, or scan_api with source, and take the finding from there")
	}
	var dirs []string
	for _, dir := range s.Target.Sources {
		if !filepath.IsAbs(dir) {
			return nil, advised("scan "+s.id+" names its source by a relative path", "scan again with scan_source")
		}
		path, err := c.path("the source of the scan,", dir)
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, path)
	}
	return dirs, nil
}
