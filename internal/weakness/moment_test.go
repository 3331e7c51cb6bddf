package weakness

import (
	"net/http"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

func TestAlikeLeavesOutNow(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	answer := func(body string, later time.Duration) *wire.Exchange {
		return &wire.Exchange{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body), At: at.Add(later)}
	}
	for _, c := range []struct {
		name, a, b string
		alike      bool
	}{
		{"rfc 3339", `{"made":"2026-03-01T12:00:00Z","n":1}`, `{"made":"2026-03-01T12:00:01Z","n":1}`, true},
		{"http date", `{"made":"Sun, 01 Mar 2026 12:00:00 GMT"}`, `{"made":"Sun, 01 Mar 2026 12:00:01 GMT"}`, true},
		{"local time of the target", `{"made":"2026-03-01T17:30:00.12"}`, `{"made":"2026-03-01T17:30:01.3"}`, true},
		{"unix seconds", `{"made":1772366400}`, `{"made":1772366401}`, true},
		{"old dates", `{"made":"2025-03-01T12:00:00Z"}`, `{"made":"2025-03-01T12:00:01Z"}`, false},
		{"numbers", `{"made":1}`, `{"made":2}`, false},
		{"other words", `{"made":"2026-03-01T12:00:00Z","n":1}`, `{"made":"2026-03-01T12:00:00Z","n":2}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			alike := Alike(nil)
			if got := alike(answer(c.a, 0)) == alike(answer(c.b, time.Second)); got != c.alike {
				t.Errorf("alike is %t, want %t", got, c.alike)
			}
		})
	}
}
