// Browser opens the HTML report of an API that puts markup and script
// everywhere, and that of a real one, in Chromium, and looks at what became of
// them: which elements there are, what the page's policy refused, and whether
// its own script has run.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/html"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
)

func main() {
	chromium := flag.String("chromium", "chromium", "the browser")
	flag.Parse()
	dir, err := os.MkdirTemp("", "ashlar-browser-")
	if err != nil {
		fail(err)
	}
	defer os.RemoveAll(dir)
	failed := false
	for name, text := range map[string]string{"nasty": reporttest.Nasty, "closing": "</textarea></pre></details><svg onload=alert(1)><base href=//evil><b id=theme>"} {
		faults, err := look(*chromium, dir, name, reporttest.Everywhere(text))
		if err != nil {
			fail(err)
		}
		for _, f := range faults {
			failed = true
			fmt.Fprintf(os.Stderr, "browser: %s: %s\n", name, f)
		}
	}
	if failed {
		os.Exit(1)
	}
	fmt.Println("browser: nothing that an API answers becomes markup, and the page's script runs")
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "browser:", err)
	os.Exit(2)
}

// look lists what is wrong with the page as the browser has it.
func look(chromium, dir, name string, scan *finding.Scan) ([]string, error) {
	page := filepath.Join(dir, name+".html")
	var b bytes.Buffer
	if err := html.Write(&b, scan); err != nil {
		return nil, err
	}
	if err := os.WriteFile(page, b.Bytes(), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", "file://"+page)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("running %s: %w\n%s", chromium, err, stderr.String())
	}
	dom := stdout.String()
	var faults []string
	for _, element := range []string{"<img", "<base", "<iframe", "<svg onload", "<b id="} {
		if strings.Contains(dom, element) {
			faults = append(faults, "the page has an element "+element)
		}
	}
	if n := strings.Count(dom, "<script"); n != 1 {
		faults = append(faults, fmt.Sprintf("the page has %d scripts", n))
	}
	if !strings.Contains(dom, `class="scripted"`) {
		faults = append(faults, "the page's own script did not run")
	}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			faults = append(faults, "the console says: "+strings.TrimSpace(line))
		}
	}
	return faults, nil
}
