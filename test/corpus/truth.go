package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// row is one line of a truth file.
type row struct {
	Repo       string `json:"repo"`
	File       string `json:"file"` // slash-separated, from the root of the repository
	Line       int    `json:"line"`
	Class      string `json:"class"`
	Vulnerable bool   `json:"vulnerable"`
	Note       string `json:"note"`

	class *class
}

func (r row) place() string { return fmt.Sprintf("%s/%s:%d", r.Repo, r.File, r.Line) }

// readTruth reads a truth file. A row that cannot be measured is not an
// error: it is said in m, since files of others know classes that we do not.
func readTruth(file string, m *measurement) ([]row, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	columns := map[string]int{"repo": 0, "commit": 1, "file": 2, "line": 3, "class": 4, "vulnerable": 5, "note": 6}
	var rows []row
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		number++
		line = strings.TrimRight(line, "\r\n")
		fields := strings.Split(line, "\t")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			continue
		case slices.Contains(fields, "repo") && slices.Contains(fields, "class"):
			columns = header(fields)
			continue
		}
		r, err := readRow(fields, columns)
		if err != nil {
			m.unmeasured(fmt.Sprintf("%s:%d", path.Base(file), number), err.Error(), 1)
			continue
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func header(fields []string) map[string]int {
	columns := map[string]int{}
	for i, name := range fields {
		columns[strings.TrimSpace(name)] = i
	}
	return columns
}

func readRow(fields []string, columns map[string]int) (row, error) {
	field := func(name string) string {
		i, known := columns[name]
		if !known || i >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[i])
	}
	r := row{Repo: field("repo"), File: path.Clean(field("file")), Class: field("class"), Note: field("note")}
	var err error
	if r.Line, err = strconv.Atoi(field("line")); err != nil || r.Line < 1 {
		return r, fmt.Errorf("%q is no line", field("line"))
	}
	if r.class = findClass(r.Class); r.class == nil {
		return r, fmt.Errorf("class %q is unknown", r.Class)
	}
	r.Class = r.class.name()
	switch verdict := strings.ToLower(field("vulnerable")); verdict {
	case "yes", "true", "1":
		r.Vulnerable = true
	case "no", "false", "0":
	default:
		return r, fmt.Errorf("%q is neither yes nor no", verdict)
	}
	if r.Repo == "" || !filepath.IsLocal(filepath.FromSlash(r.File)) {
		return r, fmt.Errorf("no repository, or no file of it")
	}
	return r, nil
}

// byRepository groups rows, repositories in the order of their first row.
func byRepository(rows []row) [][]row {
	var order []string
	groups := map[string][]row{}
	for _, r := range rows {
		if groups[r.Repo] == nil {
			order = append(order, r.Repo)
		}
		groups[r.Repo] = append(groups[r.Repo], r)
	}
	var grouped [][]row
	for _, repo := range order {
		grouped = append(grouped, groups[repo])
	}
	return grouped
}
