//go:build unix

// Engine measures the live look against a local server that does next to
// nothing, and prints the table of docs/performance.md. What is measured is
// the program itself, each time as a process of its own: its time, the
// processor time and the most memory that the system says it used.
//
//	go run ./test/engine -ashlar build/ashlar
//
// The server is a process of its own too, so that its work is not counted.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	program := flag.String("ashlar", "build/ashlar", "the program to measure")
	serve := flag.Bool("serve", false, "be the server")
	loop := flag.String("loop", "", "be the bare loop against this URL")
	requests := flag.Int("requests", manyRequests, "of the loop, and of the long scan")
	flag.Parse()
	var err error
	switch {
	case *serve:
		err = serveAPI()
	case *loop != "":
		err = bareLoop(*loop, *requests)
	default:
		err = measure(*program, *requests)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
}

const (
	manyRequests = 100_000
	loopRequests = 20_000 // of one bare loop: some seconds
	unthrottled  = 10_000 // requests/s: the most that --rate takes, and more than are reached
	repetitions  = 3      // of what is compared; the median counts
	longScan     = 4_000  // operations: they take manyRequests
	starts       = 21     // of the program, to time one
)

// usage is what a process used.
type usage struct {
	wall, processor time.Duration
	memory          int64 // bytes at most
}

// run runs a process to its end. A scan that finds something exits with 0.
func run(name string, args ...string) (usage, error) {
	cmd := exec.Command(name, args...)
	var out strings.Builder
	cmd.Stderr = &out
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("running %s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out.String())
	}
	u := usage{wall: time.Since(began), processor: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = r.Maxrss * maxrssUnit
	}
	return u, nil
}

// bench is one run of this program.
type bench struct {
	program, self, dir, url string
}

func measure(program string, requests int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "ashlar-engine")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	url, stop, err := startServer(self)
	if err != nil {
		return err
	}
	defer stop()
	b := &bench{program: program, self: self, dir: dir, url: url}
	fmt.Println("| what | figure | wanted | |\n| --- | --- | --- | --- |")
	for _, step := range []func() error{
		b.againstLoop,
		func() error { return b.long(requests) },
		b.plan, b.linear, b.start, b.size,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func row(what, figure, wanted string, ok bool) {
	verdict := "**missed**"
	if ok {
		verdict = "yes"
	}
	fmt.Printf("| %s | %s | %s | %s |\n", what, figure, wanted, verdict)
}

// scan scans the API of so many operations, unthrottled, and returns how many
// requests were sent.
func (b *bench) scan(operations int, more ...string) (usage, int, error) {
	contract, report := b.contract(operations), filepath.Join(b.dir, "scan.json")
	if err := writeContract(contract, operations); err != nil {
		return usage{}, 0, err
	}
	args := append([]string{"scan", b.url, contract, "--config", b.config(), "--rate", fmt.Sprint(unthrottled), "--budget", "30m", "--format", "json", "-o", report}, more...)
	u, err := run(b.program, args...)
	if err != nil {
		return u, 0, err
	}
	text, err := os.ReadFile(report)
	if err != nil {
		return u, 0, err
	}
	var scan struct{ Requests int }
	return u, scan.Requests, json.Unmarshal(text, &scan)
}

func (b *bench) contract(operations int) string {
	return filepath.Join(b.dir, fmt.Sprintf("%d.json", operations))
}

// config is an ashlar.yaml with two equal users.
func (b *bench) config() string {
	file := filepath.Join(b.dir, "ashlar.yaml")
	text := "identities:\n  - {name: alice, role: user, bearer: alice-token}\n  - {name: bob, role: user, bearer: bob-token}\n"
	_ = os.WriteFile(file, []byte(text), 0o600) // scanning without it fails
	return file
}

// againstLoop compares a scan with a loop that sends requests over the same
// client and does nothing with the answers.
func (b *bench) againstLoop() error {
	var rates, costs, scanRates, scanCosts []float64
	for range repetitions {
		u, err := run(b.self, "-loop", b.url, "-requests", fmt.Sprint(loopRequests))
		if err != nil {
			return err
		}
		rates, costs = append(rates, loopRequests/u.wall.Seconds()), append(costs, micros(u.processor)/loopRequests)
		u, n, err := b.scan(500)
		if err != nil {
			return err
		}
		scanRates, scanCosts = append(scanRates, float64(n)/u.wall.Seconds()), append(scanCosts, micros(u.processor)/float64(n))
	}
	rate, cost, scanRate, scanCost := median(rates), median(costs), median(scanRates), median(scanCosts)
	fmt.Printf("| a bare loop over the client | %.0f requests/s, %.0f µs of processor time each | | |\n", rate, cost)
	fmt.Printf("| a scan of 500 operations | %.0f requests/s, %.0f µs each | | |\n", scanRate, scanCost)
	row("requests/s of the scan, as a part of the loop's", fmt.Sprintf("%.2f", scanRate/rate), "at least 0.5", scanRate/rate >= 0.5)
	row("requests for the same processor time, as a part of the loop's", fmt.Sprintf("%.2f", cost/scanCost), "at least 0.5", cost/scanCost >= 0.5)
	return nil
}

func (b *bench) long(requests int) error {
	u, n, err := b.scan(longScan, "--max-requests", fmt.Sprint(requests))
	if err != nil {
		return err
	}
	row(fmt.Sprintf("memory at most, %d requests", n), fmt.Sprintf("%d MB, %.0f s", u.memory>>20, u.wall.Seconds()), "300 MB", n >= requests*99/100 && u.memory < 300<<20)
	return nil
}

func (b *bench) plan() error {
	contract := b.contract(1000)
	if err := writeContract(contract, 1000); err != nil {
		return err
	}
	u, err := run(b.program, "scan", b.url, contract, "--config", b.config(), "--plan", "-o", os.DevNull)
	if err != nil {
		return err
	}
	row("plan of 1,000 operations", fmt.Sprintf("%.2f s (%.2f s of processor time), %d MB", u.wall.Seconds(), u.processor.Seconds(), u.memory>>20), "2 s, 300 MB", u.wall < 2*time.Second && u.memory < 300<<20)
	return nil
}

// linear fits requests = a + b × operations through 10 and 1,000, and says how
// far 100 is off.
func (b *bench) linear() error {
	count := map[int]float64{}
	var text []string
	for _, operations := range []int{10, 100, 1000} {
		_, n, err := b.scan(operations)
		if err != nil {
			return err
		}
		count[operations] = float64(n)
		text = append(text, fmt.Sprintf("%d: %d", operations, n))
	}
	slope := (count[1000] - count[10]) / 990
	start := count[10] - 10*slope
	off := (count[100]/(start+100*slope) - 1) * 100
	row("requests for so many operations", fmt.Sprintf("%s; fit %.0f + %.1f × operations, 100 is %.0f %% off", strings.Join(text, ", "), start, slope, off), "linear", off < 10 && off > -10)
	return nil
}

func (b *bench) start() error {
	var all []float64
	for range starts {
		u, err := run(b.program, "version")
		if err != nil {
			return err
		}
		all = append(all, u.wall.Seconds()*1000)
	}
	ms := median(all)
	row("start to `ashlar version`", fmt.Sprintf("%.0f ms", ms), "50 ms", ms < 50)
	return nil
}

func (b *bench) size() error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	row("binary", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "30 MB", info.Size() < 30e6)
	return nil
}

func micros(d time.Duration) float64 { return float64(d.Microseconds()) }

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
