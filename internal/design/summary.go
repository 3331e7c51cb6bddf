package design

import (
	"fmt"
	"strings"
)

// Summary says in a few words how much of the design is written: "3 resources,
// 1 role". "": nothing.
func (i *Intent) Summary() string {
	if i == nil {
		return ""
	}
	var parts []string
	for _, part := range []struct {
		n   int
		one string
	}{{len(i.Resources), "resource"}, {len(i.Roles), "role"}, {len(i.Public), "public operation"}, {len(i.Commands), "command"}} {
		switch part.n {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", part.n, part.one))
		}
	}
	if l := i.Limits; l.Default.Requests > 0 || l.Login.Requests > 0 || l.Page > 0 {
		parts = append(parts, "limits")
	}
	return strings.Join(parts, ", ")
}
