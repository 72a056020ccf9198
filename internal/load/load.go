// Package load sends HTTP requests as fast as a server on this machine answers them,
// for benchmarks that compare a handler with a floor measured in the same run.
//
// It knows just enough HTTP/1.1 to count answers, so that the client costs as little
// as it can. It refuses any address that is not loopback, and always stops by itself.
package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Plan is a bounded piece of load. Next gives the raw request that connection conn
// sends as its nth; the bytes are not kept.
type Plan struct {
	Addr  string // 127.0.0.1:port
	Conns int
	For   time.Duration
	Next  func(conn, n int) []byte
}

// Result is what came of it.
type Result struct {
	Requests  int
	Bad       int // answers with a status of 400 or above
	Bytes     int64
	PerSecond float64
	P50, P99  time.Duration
}

func (r Result) String() string {
	return fmt.Sprintf("%8.0f/s  p50 %6s  p99 %6s", r.PerSecond,
		r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond))
}

// Run sends the load and waits for the last answer.
func Run(ctx context.Context, p Plan) (Result, error) {
	addr, err := netip.ParseAddrPort(p.Addr)
	if err != nil || !addr.Addr().IsLoopback() {
		return Result{}, fmt.Errorf("load: %s is not a loopback address", p.Addr)
	}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		total  Result
		times  []time.Duration
		failed error
	)
	start := time.Now()
	end := start.Add(p.For)
	for conn := range p.Conns {
		wg.Go(func() {
			r, took, err := p.drive(ctx, conn, end)
			mu.Lock()
			defer mu.Unlock()
			total.Requests += r.Requests
			total.Bad += r.Bad
			total.Bytes += r.Bytes
			times = append(times, took...)
			failed = errors.Join(failed, err)
		})
	}
	wg.Wait()
	total.PerSecond = float64(total.Requests) / time.Since(start).Seconds()
	if len(times) > 0 {
		slices.Sort(times)
		total.P50, total.P99 = times[len(times)/2], times[len(times)*99/100]
	}
	return total, failed
}

func (p Plan) drive(ctx context.Context, conn int, end time.Time) (Result, []time.Duration, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", p.Addr)
	if err != nil {
		return Result{}, nil, err
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	var r Result
	var took []time.Duration
	for n := 0; ; n++ {
		sent := time.Now()
		if sent.After(end) || ctx.Err() != nil {
			return r, took, nil
		}
		if _, err := c.Write(p.Next(conn, n)); err != nil {
			return r, took, err
		}
		status, size, err := answer(in)
		if err != nil {
			return r, took, err
		}
		took = append(took, time.Since(sent))
		r.Requests++
		r.Bytes += int64(size)
		if status >= 400 {
			r.Bad++
		}
	}
}

var contentLength = []byte("Content-Length:")

// answer reads one response with a Content-Length and gives its status and body size.
func answer(in *bufio.Reader) (status, size int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(line) < 12 {
		return 0, 0, fmt.Errorf("load: not an HTTP answer: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, err
	}
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return 0, 0, err
		}
		if len(line) <= 2 {
			break
		}
		if len(line) > len(contentLength) && bytes.EqualFold(line[:len(contentLength)], contentLength) {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(line[len(contentLength):]))); err != nil {
				return 0, 0, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, in, int64(size))
	return status, size, err
}
