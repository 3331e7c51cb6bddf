package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// assistant is the client's side of the session, and prints it.
type assistant struct {
	session *mcp.ClientSession
	hide    *strings.Replacer // folders of this machine
}

// found is what the session is about.
type found struct {
	scan, id string
	change   change
}

type change struct {
	Folder    string
	Files     []string
	Untrusted struct{ Diff string }
}

// find scans, and takes the first proven finding of the weakness that has a
// change.
func (a *assistant) find(ctx context.Context, url, weakness string) (*found, error) {
	var summary struct{ ScanID string }
	err := a.call(ctx, "scan_api", map[string]any{"url": url, "source": "."}, &summary)
	if err != nil {
		return nil, err
	}
	var list struct {
		Findings []struct{ ID, Verdict string }
	}
	if err := a.call(ctx, "get_scan", map[string]any{"scanId": summary.ScanID, "weakness": weakness}, &list); err != nil {
		return nil, err
	}
	for _, f := range list.Findings {
		if f.Verdict != "proven" {
			continue
		}
		picked := &found{scan: summary.ScanID, id: f.ID}
		in := map[string]any{"scanId": picked.scan, "findingId": picked.id}
		if err := a.call(ctx, "get_finding", in, nil); err != nil {
			return nil, err
		}
		if err := a.call(ctx, "propose_fix", in, &picked.change); err != nil {
			return nil, err
		}
		if picked.change.Untrusted.Diff != "" {
			return picked, nil
		}
	}
	return nil, fmt.Errorf("no proven finding of %s has a change", weakness)
}

// verify has the finding verified, and fails unless it is in that state.
func (a *assistant) verify(ctx context.Context, picked *found, url, want string) error {
	var out struct{ State string }
	err := a.call(ctx, "verify_finding", map[string]any{"scanId": picked.scan, "findingId": picked.id, "url": url}, &out)
	if err == nil && out.State != want {
		err = fmt.Errorf("the finding is %s, and should be %s", out.State, want)
	}
	return err
}

// call calls a tool, prints both sides, and decodes the structured output.
func (a *assistant) call(ctx context.Context, tool string, arguments map[string]any, out any) error {
	asked, err := json.Marshal(arguments)
	if err != nil {
		return err
	}
	fmt.Printf("\n▶ %s %s\n", tool, a.hide.Replace(string(asked)))
	params := &mcp.CallToolParams{Name: tool, Arguments: arguments}
	params.SetProgressToken(tool)
	result, err := a.session.CallTool(ctx, params)
	if err != nil {
		return fmt.Errorf("calling %s: %w", tool, err)
	}
	for _, c := range result.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			fmt.Println(indented(a.hide.Replace(text.Text)))
		}
	}
	if result.IsError {
		return errors.New(tool + " refused")
	}
	text, err := json.Marshal(result.StructuredContent)
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil {
		return fmt.Errorf("reading the answer of %s: %w", tool, err)
	}
	return nil
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}

func (a *assistant) progress(_ context.Context, r *mcp.ProgressNotificationClientRequest) {
	fmt.Printf("  … %s\n", r.Params.Message)
}

func (a *assistant) note(format string, args ...any) {
	fmt.Println("\n» " + a.hide.Replace(fmt.Sprintf(format, args...)))
}
