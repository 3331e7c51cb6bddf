package contract

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Merge joins several contracts of one API. The first declaration of an
// operation or a security scheme counts; later ones become problems. Where
// the base paths differ, they move from the servers into the operations, so
// that GET /users of /v1 and of /v2 stay two. The models are not changed, but
// the result shares their parts.
func Merge(models ...*api.Model) *api.Model {
	models = slices.DeleteFunc(slices.Clone(models), func(m *api.Model) bool { return m == nil })
	out := &api.Model{Schemes: map[string]api.Scheme{}, ServerPlaces: map[string]api.Place{}}
	if len(models) == 0 {
		return out
	}
	based := slices.ContainsFunc(models, func(m *api.Model) bool { return basePath(m) != basePath(models[0]) })
	declared := map[string]*api.Operation{}
	for i, m := range models {
		out.Authoritative = out.Authoritative || m.Authoritative
		if out.Title == "" {
			out.Title = m.Title
		}
		out.Problems = append(out.Problems, m.Problems...)
		mergeSchemes(out, m)
		servers, base := m.Servers, ""
		if based {
			servers, base = withoutPath(m.Servers), basePath(m)
		}
		for _, s := range servers {
			if !slices.Contains(out.Servers, s) {
				out.Servers = append(out.Servers, s)
			}
		}
		placeServers(out, m, based)
		for _, op := range m.Operations {
			joined := *op
			joined.Path = base + op.Path
			if op.Servers == nil && i > 0 && len(servers) > 0 && !slices.Equal(servers, models[0].Servers) {
				joined.Servers = servers
			}
			key := joined.Method + " " + api.Erased(joined.Path)
			if first, ok := declared[key]; ok {
				out.Problems = append(out.Problems, api.Problem{Place: op.Place, Text: fmt.Sprintf("%q is declared in %q already; that counts", joined.String(), first.Place.String())})
				continue
			}
			declared[key] = &joined
			out.Operations = append(out.Operations, &joined)
		}
	}
	return out
}

func mergeSchemes(out, m *api.Model) {
	for _, name := range slices.Sorted(maps.Keys(m.Schemes)) {
		first, ok := out.Schemes[name]
		if !ok {
			out.Schemes[name] = m.Schemes[name]
		} else if !first.Same(m.Schemes[name]) {
			out.Problems = append(out.Problems, api.Problem{Text: fmt.Sprintf("the security scheme %q is declared twice, differently; the first counts", name)})
		}
	}
}

// placeServers keeps where the servers of m are declared, by the addresses
// that they have in out.
func placeServers(out, m *api.Model, based bool) {
	for _, s := range slices.Sorted(maps.Keys(m.ServerPlaces)) {
		address := s
		if bare := withoutPath([]string{s}); based && bare != nil && slices.Contains(m.Servers, s) {
			address = bare[0]
		}
		if _, ok := out.ServerPlaces[address]; !ok {
			out.ServerPlaces[address] = m.ServerPlaces[s]
		}
	}
}

// basePath is the path of the first server, without a slash at the end.
func basePath(m *api.Model) string {
	if len(m.Servers) == 0 {
		return ""
	}
	u, err := url.Parse(m.Servers[0])
	if err != nil {
		return ""
	}
	return strings.TrimRight(u.Path, "/")
}

// withoutPath keeps scheme and host of the servers that have them.
func withoutPath(servers []string) []string {
	var out []string
	for _, s := range servers {
		u, err := url.Parse(s)
		if err == nil && u.Host != "" && u.Scheme != "" {
			out = append(out, u.Scheme+"://"+u.Host)
		}
	}
	return out
}
