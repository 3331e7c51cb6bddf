package operatorinjection

import (
	"encoding/json"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// alike compares answers by content, without what changes by itself and
// without the objects of the request that an answer repeats.
func alike(mask compare.Mask) func(*wire.Exchange) string {
	digest := weakness.Alike(mask)
	return func(ex *wire.Exchange) string {
		objects, texts := sent(ex.Request)
		if len(objects)+len(texts) == 0 {
			return digest(ex)
		}
		copied := wire.Exchange{Identity: ex.Identity, Request: ex.Request, Status: ex.Status, Header: ex.Header, At: ex.At, Elapsed: ex.Elapsed, Truncated: ex.Truncated, Err: ex.Err}
		replacer := strings.NewReplacer(texts...)
		if body, ok := ex.JSON(); ok {
			copied.Body, _ = json.Marshal(unreflected(body, objects, replacer))
		} else {
			copied.Body = []byte(replacer.Replace(ex.Text()))
		}
		return digest(&copied)
	}
}

// repeated stands for what an answer repeats of its request.
const repeated = "<sent>"

// sent lists the objects with operators, real or not, that a request carries,
// and the texts by which an answer may repeat them, each with its
// replacement: as JSON, and as Python writes a dict.
func sent(r wire.Request) (objects []any, texts []string) {
	text := func(s string) {
		if s != "" {
			texts = append(texts, s, repeated)
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if strings.HasPrefix(k, "$") || k == "xne" || k == "xin" || k == "xnor" {
					objects = append(objects, v)
					b, _ := json.Marshal(v)
					spaced := strings.NewReplacer(":", ": ", ",", ", ").Replace(string(b))
					text(string(b))
					text(spaced)
					text(strings.ReplaceAll(spaced, `"`, "'"))
					return
				}
				walk(e)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	var body any
	if json.Unmarshal(r.Body, &body) == nil {
		walk(body)
	}
	if u, err := url.Parse(r.URL); err == nil {
		query := u.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			for _, v := range query[name] {
				var value any
				if json.Unmarshal([]byte(v), &value) == nil {
					walk(value)
				}
				if strings.ContainsAny(name, "[$") {
					text(name)
				}
			}
		}
		text(u.RawQuery)
	}
	return objects, texts
}

func unreflected(v any, objects []any, replacer *strings.Replacer) any {
	for _, o := range objects {
		if reflect.DeepEqual(v, o) {
			return repeated
		}
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = unreflected(e, objects, replacer)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = unreflected(e, objects, replacer)
		}
		return out
	case string:
		return replacer.Replace(v)
	}
	return v
}
