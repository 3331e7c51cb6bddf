package enumerableidentifiers

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// counted is an identifier that ends in a number: 17, INV-00017.
type counted struct {
	prefix string
	number int64
	width  int // with leading zeros; 0: none
}

var (
	ending = regexp.MustCompile(`^(.*?)([0-9]{1,15})$`)
	// What is random may end in digits as well.
	hexadecimal = regexp.MustCompile(`^[0-9a-fA-F-]{16,}$`)
)

func countedOf(id string) (counted, bool) {
	m := ending.FindStringSubmatch(id)
	if m == nil || len(id) > 15 && hexadecimal.MatchString(id) {
		return counted{}, false
	}
	n, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil {
		return counted{}, false
	}
	c := counted{prefix: m[1], number: n}
	if strings.HasPrefix(m[2], "0") {
		c.width = len(m[2])
	}
	return c, true
}

// beyond is an identifier of the same row that nobody has reached.
func (c counted) beyond(by int64) string {
	return fmt.Sprintf("%s%0*d", c.prefix, c.width, c.number+by)
}

const (
	// enough identifiers make a row: two may be near by chance.
	enough = 3
	// widest step between neighbours: others create objects meanwhile, the
	// other checks of a scan among them.
	widest = 100
)

// inRow tells whether the identifiers are numbers of one row. Three random
// numbers of six digits are in one with a chance of 1 to 25,000,000.
func inRow(ids []string) (highest counted, yes bool) {
	var row []counted
	for _, id := range ids {
		c, ok := countedOf(id)
		if !ok || len(row) > 0 && (c.prefix != row[0].prefix || (c.width == 0) != (row[0].width == 0)) {
			return counted{}, false
		}
		row = append(row, c)
	}
	slices.SortFunc(row, func(a, b counted) int { return int(a.number - b.number) })
	row = slices.CompactFunc(row, func(a, b counted) bool { return a.number == b.number })
	if len(row) == 0 {
		return counted{}, false
	}
	for i := 1; i < len(row); i++ {
		if row[i].number-row[i-1].number > widest {
			return row[len(row)-1], false
		}
	}
	return row[len(row)-1], len(row) >= enough
}

// rows remembers which identifiers of a kind are known: several operations
// take the same.
type rows struct {
	mu    sync.Mutex
	known map[string][]string
}

// identifiers lists those of objects that ordinary identities have, and makes
// some more where they look counted.
func (s *rows) identifiers(ctx context.Context, p *weakness.LivePass, res *outline.Resource, slot string, owner *identity.Identity) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := res.Kind + " " + slot
	if ids, ok := s.known[key]; ok {
		return ids, nil
	}
	var ids []string
	add := func(obj *world.Object, err error) error {
		if err != nil {
			if world.Stops(err) {
				return err
			}
			return nil
		}
		if v, ok := obj.Value(slot); ok && !slices.Contains(ids, request.Text(v)) {
			ids = append(ids, request.Text(v))
		}
		return nil
	}
	if err := add(p.Own(ctx, res, owner)); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, nil
	}
	if _, ok := countedOf(ids[0]); !ok {
		s.known[key] = ids
		return ids, nil
	}
	callers := p.Low()
	if res == p.Outline.Accounts {
		callers = p.Identities()
	}
	for _, who := range callers {
		if err := add(p.Own(ctx, res, who)); err != nil {
			return nil, err
		}
	}
	for try := 0; len(ids) < enough && try < enough && res != p.Outline.Accounts; try++ {
		if err := add(p.Fresh(ctx, res, owner)); err != nil {
			return nil, err
		}
	}
	s.known[key] = ids
	return ids, nil
}
