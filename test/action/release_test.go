package action

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v4"
)

// release is what goreleaser would publish of this machine's program, by the
// names that .goreleaser.yaml gives.
type release struct {
	files map[string][]byte // below /v1.2.3
}

func newRelease(t *testing.T, program string) *release {
	t.Helper()
	var config struct {
		Project  string `yaml:"project_name"`
		Archives []struct {
			Formats []string
			Name    string `yaml:"name_template"`
		}
		Checksum struct {
			Name      string `yaml:"name_template"`
			Algorithm string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(root(t), ".goreleaser.yaml"))), &config); err != nil {
		t.Fatal(err)
	}
	if len(config.Archives) != 1 || config.Checksum.Algorithm != "sha256" {
		t.Fatalf("%+v", config)
	}
	var name strings.Builder
	naming := template.Must(template.New("").Parse(config.Archives[0].Name))
	if err := naming.Execute(&name, map[string]string{"ProjectName": config.Project, "Version": "1.2.3", "Os": runtime.GOOS, "Arch": runtime.GOARCH}); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	entries := tar.NewWriter(zipped)
	for name, text := range map[string]string{"LICENSE": "x", "ashlar": program} {
		if err := entries.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := entries.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	entries.Close()
	zipped.Close()
	file := name.String() + "." + config.Archives[0].Formats[0]
	sums := fmt.Sprintf("%x  other.tar.gz\n%x  %s\n", sha256.Sum256(nil), sha256.Sum256(archive.Bytes()), file)
	return &release{map[string][]byte{file: archive.Bytes(), config.Checksum.Name: []byte(sums)}}
}

func (r *release) serve(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if file, ok := r.files[strings.TrimPrefix(q.URL.Path, "/v1.2.3/")]; ok {
			w.Write(file)
			return
		}
		http.NotFound(w, q)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// standIn prints what it was called with: the program of the release.
const standIn = "#!/bin/sh\necho \"released $*\"\n"

func TestRelease(t *testing.T) {
	good := newRelease(t, standIn)
	sum := fmt.Sprintf("%x", sha256.Sum256(good.files["checksums.txt"]))
	for name, test := range map[string]struct {
		version string
		change  func(r *release)
		code    int
		says    string
	}{
		"as published":          {"v1.2.3", nil, 0, "released ci"},
		"with its checksum":     {"v1.2.3@sha256:" + sum, nil, 0, "released ci"},
		"with another checksum": {"v1.2.3@sha256:" + strings.Repeat("0", 64), nil, 2, "is not the one that version pins"},
		"half a checksum":       {"v1.2.3@sha256:" + sum[:40], nil, 2, "64 hex digits"},
		"checksum of no kind":   {"v1.2.3@" + sum, nil, 2, "64 hex digits"},
		"archive changed": {"v1.2.3", func(r *release) {
			for name, file := range r.files {
				if strings.HasSuffix(name, ".gz") {
					r.files[name] = append(bytes.Clone(file), 0)
				}
			}
		}, 2, "does not have the checksum"},
		"archive not named":  {"v1.2.3", func(r *release) { r.files["checksums.txt"] = []byte("x  y\n") }, 2, "does not name"},
		"no such release":    {"v9.9.9", nil, 2, "cannot be downloaded"},
		"branch":             {"main", nil, 2, "version is no release"},
		"path":               {"v1.2.3/../../x", nil, 2, "version is no release"},
		"two lines":          {"v1.2.3\nv1.2.3", nil, 2, "version is no release"},
		"release candidates": {"v1.2.3-rc.1", nil, 2, "cannot be downloaded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &release{maps.Clone(good.files)}
			if test.change != nil {
				test.change(r)
			}
			j := newJob(t)
			j.env["ASHLAR_RELEASES"], j.inputs["version"] = r.serve(t), test.version
			j.run()
			if j.code != test.code {
				t.Errorf("exit code %d", j.code)
			}
			j.says(test.says)
			if _, ran := j.steps["scan"]["path"]; test.code != 0 && (ran || strings.Contains(j.log, "released")) {
				t.Errorf("what was downloaded was run:\n%s", j.log)
			}
		})
	}
}

// Where there is no Go, the step says what to do.
func TestBuildWithoutGo(t *testing.T) {
	j := newJob(t)
	bin := t.TempDir()
	for _, tool := range []string{"bash", "mktemp", "uname", "tr"} {
		for _, dir := range []string{"/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"} {
			if _, err := os.Stat(filepath.Join(dir, tool)); err == nil {
				os.Symlink(filepath.Join(dir, tool), filepath.Join(bin, tool))
				break
			}
		}
	}
	j.env["PATH"] = bin
	j.step(0, j.action.Runs.Steps[0])
	if j.code != 2 {
		t.Errorf("exit code %d", j.code)
	}
	j.says("::error title=Ashlar::building Ashlar needs Go: put actions/setup-go before this step")
}
