package mcp

import (
	"fmt"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/scan"
)

// tellEvery is how often progress is told at most. Clients that wait for a
// limited time begin anew with each.
const tellEvery = 500 * time.Millisecond

// progress returns what a scan calls with its progress, and what ends the
// telling. Nothing is told to a client that did not ask for it. A scan never
// waits for a client that does not read.
func (c *call) progress(id string) (tell func(scan.Progress), stop func()) {
	token := c.request.Params.GetProgressToken()
	if token == nil {
		return nil, func() {}
	}
	var mu sync.Mutex
	var last scan.Progress
	done := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		step := 0.0
		for {
			select {
			case <-done:
				return
			case <-c.ctx.Done():
				return
			case <-tick.C:
			}
			mu.Lock()
			now := last
			mu.Unlock()
			// It must grow each time, and nobody knows how far it goes.
			step = max(step+1, float64(now.Requests))
			_ = c.request.Session.NotifyProgress(c.ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: step, Message: told(id, now)})
		}
	})
	return func(p scan.Progress) {
			mu.Lock()
			defer mu.Unlock()
			last = p
		}, func() {
			close(done)
			telling.Wait()
		}
}

func told(id string, p scan.Progress) string {
	text := "scan " + id
	if p.Phase != "" {
		text += ": " + p.Phase
	}
	if p.All > 0 {
		text += fmt.Sprintf(" (%d of %d)", p.Done+1, p.All)
	}
	return text + fmt.Sprintf(", %d requests, %d findings", p.Requests, p.Findings)
}
