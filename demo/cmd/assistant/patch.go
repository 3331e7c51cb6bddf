package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// apply applies a unified diff below a folder, as patch -p1 would with no
// fuzz: every line that it names must be where it says.
func apply(folder, diff string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return fmt.Errorf("applying the diff: %w", err)
	}
	defer root.Close()
	for _, part := range strings.Split("\n"+diff, "\n--- a/")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		_, hunks, found := strings.Cut(rest, "\n")
		if !found {
			return fmt.Errorf("applying the diff to %s: it has no change", name)
		}
		before, err := root.ReadFile(filepath.FromSlash(name))
		if err != nil {
			return fmt.Errorf("applying the diff: %w", err)
		}
		after, err := patched(string(before), hunks)
		if err != nil {
			return fmt.Errorf("applying the diff to %s: %w", name, err)
		}
		if err := root.WriteFile(filepath.FromSlash(name), []byte(after), 0o644); err != nil {
			return fmt.Errorf("applying the diff: %w", err)
		}
	}
	return nil
}

func patched(before, hunks string) (string, error) {
	lines := strings.SplitAfter(before, "\n")
	var out strings.Builder
	at := 0 // of lines that are written
	for line := range strings.Lines(strings.TrimRight(hunks, "\n") + "\n") {
		var from int
		switch _, err := fmt.Sscanf(line, "@@ -%d", &from); {
		case err == nil:
			for ; at < from-1 && at < len(lines); at++ {
				out.WriteString(lines[at])
			}
		case line[0] == '+':
			out.WriteString(line[1:])
		case at >= len(lines) || lines[at] != line[1:]:
			return "", fmt.Errorf("line %d is not %q", at+1, line[1:])
		default:
			if line[0] == ' ' {
				out.WriteString(lines[at])
			}
			at++
		}
	}
	return out.String() + strings.Join(lines[at:], ""), nil
}
