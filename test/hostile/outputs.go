package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// escaping is a contract whose names move the cursor.
const escaping = `openapi: 3.1.0
info: {title: "notes \e]0;owned\a\u009b2J", version: "1"}
security: [{"bea\e[31mrer": []}]
components: {securitySchemes: {"bea\e[31mrer": {type: http, scheme: bearer}}}
paths:
  "/notes\e[2J\u202e":
    get: {operationId: "list\e[31m", summary: "all \r notes", tags: ["\u009bm"], responses: {"200": {description: own notes}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {"te\e[5mxt": {type: string}, role: {type: string}}}}}}
      responses: {"201": {description: created}}
  "/notes/{i\e[7md}":
    parameters: [{name: "i\e[7md", in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: a note, content: {"application/json\e[m": {schema: {$ref: "gone\e[2J.yaml"}}}}}}
`

// escapingSource is an application whose names and texts do.
const escapingSource = `from flask import Flask, request
from pymongo import MongoClient
app = Flask(__name__)
db = MongoClient().shop

@app.route("/orders\x1b[2J/<id>", methods=["GET"])
def order(id):
    return db["orders\x1b[31m"].find_one(request.get_json())  # see \u202e ` + "\x1b[31m" + ` here
`

func outputs() []target {
	return []target{
		{name: "names that move the cursor, in every format", start: func(e *env) []string {
			url := e.serve(func(w http.ResponseWriter, r *http.Request) {
				reply(w, http.StatusOK, map[string]any{"id": "a\x1b[31m\u009b\u202e", "te\x1b[5mxt": "\r\x1b[2J", "password": "hunter2\x1b[2J", "error\u2066": "Traceback \x1b[31m pymongo.errors.OperationFailure"})
			})
			e.file("app/ord\x1b[2Jers.py", escapingSource)
			e.file("app/app.py", escapingSource)
			return append([]string{"--url", url, e.file("api\x1b[31m.yaml", escaping), e.dir + "/app"}, identities...)
		}, instead: everyFormat},
		{name: "kill -9 while it scans and writes", start: func(e *env) []string {
			return e.against(e.serve(newNotes().ServeHTTP))
		}, instead: killed},
	}
}

// formats are those that the program has, as it says itself.
func (b *bench) formats(ctx context.Context, e *env) []string {
	refused, _ := b.command(ctx, e, "scan", "--format", "none", "http://127.0.0.1:9").CombinedOutput() // it has to fail
	_, list, _ := strings.Cut(string(refused), "it is one of ")
	list, _, _ = strings.Cut(list, "\n")
	return regexp.MustCompile(`[a-z]+`).FindAllString(list, -1)
}

// everyFormat looks for what moves the cursor in all that a scan writes.
func everyFormat(ctx context.Context, b *bench, e *env, args []string) (*result, []string) {
	formats := b.formats(ctx, e)
	total := &result{}
	var wrong []string
	if !slices.Contains(formats, "text") || !slices.Contains(formats, "json") {
		wrong = append(wrong, fmt.Sprintf("the formats are %q", formats))
	}
	runs := [][]string{append([]string{"scan", "--plan"}, args...)}
	for _, format := range formats {
		runs = append(runs, append([]string{"scan", "--format", format, "--explain-score", "--budget", budget.String()}, args...))
	}
	findings := 0
	for _, arguments := range runs {
		var stdout, stderr bytes.Buffer
		cmd := b.command(ctx, e, arguments...)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		began := time.Now()
		err := cmd.Run()
		total.took = max(total.took, time.Since(began))
		if err != nil || stdout.Len() == 0 {
			wrong = append(wrong, fmt.Sprintf("%s: %v: %s", arguments[2], err, &stderr))
		}
		for name, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
			if around, yes := moves(text); yes {
				wrong = append(wrong, fmt.Sprintf("%s of %q moves the cursor: %s", name, arguments[:3], around))
			}
		}
		if bytes.HasPrefix(stdout.Bytes(), []byte("{")) && b.valid(stdout.Bytes()) == nil {
			findings = bytes.Count(stdout.Bytes(), []byte(`"fingerprint"`))
		}
	}
	if findings == 0 {
		wrong = append(wrong, "nothing was found, so that not all of a report was looked at")
	}
	total.said = fmt.Sprintf("nothing moves the cursor in --plan, %s", strings.Join(formats, ", "))
	return total, wrong
}

// kills are how often a scan is killed, each time later.
const kills = 12

// killed looks at the place of the report after a scan was killed.
func killed(ctx context.Context, b *bench, e *env, args []string) (*result, []string) {
	total := &result{}
	var wrong []string
	before := []byte(`{"of": "before"}`)
	full := b.scan(ctx, e, target{budget: budget}, args)
	if full.report == nil {
		return full, []string{"it wrote no report: " + full.stderr}
	}
	stays, whole := 0, 0
	for i := range kills {
		if err := os.WriteFile(e.report(), before, 0o644); err != nil {
			return total, []string{err.Error()}
		}
		cmd := b.command(ctx, e, append([]string{"scan", "--format", "json", "--output", e.report(), "--budget", budget.String(), "--rate", rate}, args...)...)
		began := time.Now()
		if err := cmd.Start(); err != nil {
			return total, []string{err.Error()}
		}
		// The last ones come about when the report is written.
		end := time.AfterFunc(full.took*time.Duration(i+1)*3/(2*kills), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // killed
		end.Stop()
		total.took = max(total.took, time.Since(began))
		after, err := os.ReadFile(e.report())
		switch {
		case err != nil:
			wrong = append(wrong, err.Error())
		case bytes.Equal(after, before):
			stays++
		case b.valid(after) == nil:
			whole++
		default:
			wrong = append(wrong, fmt.Sprintf("half a report is there: %.100q", after))
		}
	}
	if stays == 0 || whole == 0 {
		wrong = append(wrong, fmt.Sprintf("%d scans were killed before their report was there and %d after: that shows nothing", stays, whole))
	}
	total.said = fmt.Sprintf("killed %d times: %d times the report of before is there, %d times a whole new one", kills, stays, whole)
	return total, wrong
}
