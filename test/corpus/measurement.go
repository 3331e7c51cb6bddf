package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// measurement gathers what became of all rows.
type measurement struct {
	verdicts []verdict
	unjudged []unjudged
	skipped  []skipped
}

// unjudged is a finding that the truth does not speak of.
type unjudged struct {
	Place    string `json:"place"`
	Weakness string `json:"weakness"`
	Verdict  string `json:"verdict"`
	Summary  string `json:"summary"`
}

// skipped is what could not be measured.
type skipped struct {
	What string `json:"what"`
	Why  string `json:"why"`
	Rows int    `json:"rows"`
}

func (m *measurement) unmeasured(what, why string, rows int) {
	m.skipped = append(m.skipped, skipped{what, why, rows})
}

// perfect tells whether something was measured and all of it is right.
func (m *measurement) perfect() bool {
	return len(m.verdicts) > 0 &&
		!slices.ContainsFunc(m.verdicts, func(v verdict) bool { return v.missed() || v.falseAlarm() })
}

// repository measures the rows of one repository.
func (m *measurement) repository(ctx context.Context, scan scanner, o options, rows []row) {
	repo := rows[0].Repo
	root, there := locate(o.corpus, repo)
	if !there {
		m.unmeasured(repo, "is not in "+o.corpus, len(rows))
		return
	}
	j := &judge{shapes: map[string]shape{}, loose: o.loose, measured: map[string]bool{}}
	for _, r := range rows {
		for _, w := range r.class.weaknesses {
			j.measured[w] = true
		}
		if _, read := j.shapes[r.File]; !read {
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(r.File)))
			if err != nil {
				m.unmeasured(r.place(), "the file is not there", 1)
				continue
			}
			j.shapes[r.File] = readShape(string(text))
		}
		j.rows = append(j.rows, r)
	}
	if len(j.rows) == 0 {
		return
	}
	if err := j.look(ctx, scan, root); err != nil {
		m.unmeasured(repo, err.Error(), len(j.rows))
		return
	}
	m.verdicts = append(m.verdicts, j.verdicts()...)
	for _, s := range j.unjudged() {
		where := fmt.Sprintf("%s/%s:%d", repo, s.places[0].file, s.places[0].line)
		m.unjudged = append(m.unjudged, unjudged{where, s.Weakness, string(s.Verdict), cmp.Or(s.Evidence.Summary, s.Title)})
	}
}

// look scans root for the files of the rows.
func (j *judge) look(ctx context.Context, scan scanner, root string) error {
	var files []string
	for _, r := range j.rows {
		files = append(files, r.File)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	dirs, err := folders(root, files)
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		include := slices.DeleteFunc(within(dir, files), func(file string) bool { return !testName.MatchString(filepath.Base(file)) })
		result, err := scan(ctx, filepath.Join(root, filepath.FromSlash(dir)), include)
		if err != nil {
			return err
		}
		j.found = append(j.found, sightings(result, root, dir)...)
	}
	return nil
}
