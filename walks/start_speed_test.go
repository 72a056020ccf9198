package walks

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// BenchmarkDemo starts the program as a newcomer does, in an empty folder and again in
// the same one, and measures from the start to the first answer about a plot, and what
// memory it holds when nobody asks anything.
func BenchmarkDemo(b *testing.B) {
	bin := filepath.Join(b.TempDir(), "duar")
	if out, err := exec.Command("go", "build", "-o", bin, "../cmd/duar").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		data := b.TempDir()
		first, memory := answers(b, bin, data)
		second, _ := answers(b, bin, data)
		b.Logf("first start %s, second start %s, idle memory %d MB", first.Round(time.Millisecond), second.Round(time.Millisecond), memory>>20)
		b.ReportMetric(first.Seconds(), "first-s")
		b.ReportMetric(second.Seconds(), "second-s")
		b.ReportMetric(float64(memory>>20), "idle-MB")
	}
}

// answers starts the demo, waits for its first answer about a plot, and asks the system
// how much memory it holds some seconds later.
func answers(b *testing.B, bin, data string) (took time.Duration, memory int64) {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	cmd := exec.Command(bin, "demo", "--data", data, "--listen", addr)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	}()
	for took == 0 && time.Since(start) < time.Minute {
		r, err := http.Get("http://" + addr + "/v1/land/mouzas/1027001/plots/165")
		if err != nil {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		r.Body.Close()
		if r.StatusCode == http.StatusOK {
			took = time.Since(start)
		}
	}
	if took == 0 {
		b.Fatal("no answer within a minute")
	}
	time.Sleep(3 * time.Second)
	return took, resident(b, cmd.Process.Pid)
}

// resident is what Linux says a process holds in memory, in bytes.
func resident(b *testing.B, pid int) int64 {
	b.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		b.Skip("idle memory is read from /proc")
	}
	pages, err := strconv.ParseInt(string(bytes.Fields(status)[1]), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
