package unlistedoperation

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// neighbour is an operation beside a listed one.
type neighbour struct {
	op      *weakness.Operation
	what    string // how it lies beside it
	nowhere func(random string) *weakness.Operation
}

var version = regexp.MustCompile(`(^|/)(v)(\d{1,2})(/|$)`)

// never is a version that no API has reached.
const never = 97

// neighbours are what is tried beside a listed operation: other versions of
// what reads, the verb that reads where none does, and the one that deletes an
// object of the scan's own.
func neighbours(p *weakness.LivePass, op *weakness.Operation) []neighbour {
	var all []neighbour
	if p.Outline.ReadsOnly(op) && op.Method == "GET" {
		all = versions(op)
	}
	has := func(method string) bool {
		return slices.ContainsFunc(onPath(p, op), func(o *weakness.Operation) bool { return o.Method == method })
	}
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Refresh, outline.Documentation, outline.Health:
		return all
	case outline.Action:
		if op.Method == "POST" {
			return all // GET /orders/{id}/cancel may cancel as well
		}
	}
	if !has("GET") && !has("HEAD") {
		all = append(all, verb(op, "GET"))
	}
	res, named := p.Target(op)
	if named && !has("DELETE") && res != nil && res != p.Outline.Accounts && len(res.Create) > 0 && strings.HasSuffix(op.Path, "}") && p.Outline.Resource(op) == res {
		all = append(all, verb(op, "DELETE"))
	}
	return all
}

func verb(op *weakness.Operation, method string) neighbour {
	return neighbour{
		op:   &weakness.Operation{Method: method, Path: op.Path},
		what: fmt.Sprintf("%s is, and this verb of the same path is not", op),
		nowhere: func(random string) *weakness.Operation {
			return &weakness.Operation{Method: method, Path: strings.TrimRight(op.Path, "/") + "/" + random}
		},
	}
}

// known tells whether the operation is looked at by itself: the contract lists
// it, or the source serves it.
func known(p *weakness.LivePass, op *weakness.Operation) bool {
	return slices.ContainsFunc(p.API.Operations, func(o *weakness.Operation) bool {
		return o.Method == op.Method && api.Erased(o.Path) == api.Erased(op.Path)
	})
}

// versions are the one before and the one after that of the path.
func versions(op *weakness.Operation) []neighbour {
	m := version.FindStringSubmatchIndex(op.Path)
	if m == nil {
		return nil
	}
	now, err := strconv.Atoi(op.Path[m[6]:m[7]])
	if err != nil {
		return nil
	}
	at := func(n int) *weakness.Operation {
		return &weakness.Operation{Method: "GET", Path: op.Path[:m[6]] + strconv.Itoa(n) + op.Path[m[7]:]}
	}
	var all []neighbour
	for _, n := range []int{now - 1, now + 1} {
		other := at(n)
		if n < 0 {
			continue
		}
		all = append(all, neighbour{other, fmt.Sprintf("%s is, and this version of it is not", op), func(string) *weakness.Operation { return at(never) }})
	}
	return all
}
