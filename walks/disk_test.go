package walks

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// smallDisk mounts a file system of its own size, and gives the function that makes it
// larger. It takes root and Linux.
func smallDisk(t *testing.T, size string) (dir string, grow func(size string)) {
	t.Helper()
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small disk can only be mounted by root, on Linux")
	}
	dir = t.TempDir()
	if said, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v %s", err, said)
	}
	t.Cleanup(func() {
		if said, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, said)
		}
	})
	return dir, func(size string) {
		t.Helper()
		if said, err := exec.Command("mount", "-o", "remount,size="+size, dir).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, said)
		}
	}
}

// The disk is full in the middle of a load, with a server beside it that people use:
// the load says so and ends, what it had kept is whole, lookups go on, and with room
// again the same command ends the work.
func TestDiskFullWhileLoading(t *testing.T) {
	const mouzas, plots = 150, 300
	file := extractOf(t, mouzas, plots)
	data, grow := smallDisk(t, "12m")
	ran(t, "load", "places", "--data", data)
	addr, said := started(t, "serve", "--data", data, "--metrics", "", "--notice", "0s", "--africastalking-networks", "127.0.0.1/32")
	c := &caller{t: t, addr: addr, number: "+919800000050"}
	c.dial("before")
	c.hop("2")

	p := spawn(t, "load", "land", "--data", data, file)
	if code := p.code(30 * time.Second); code != 1 {
		t.Fatalf("12 MB held all of it: %d\n%s%s", code, p.out, p.errs)
	}
	for _, want := range []string{"There is no room left to write this down", "the same command goes on from there"} {
		if !strings.Contains(p.errs.String(), want) {
			t.Errorf("no %q in %s", want, p.errs)
		}
	}
	// Nobody else finds room either.
	if err := os.WriteFile(data+"/filler", make([]byte, 12<<20), 0o600); err == nil {
		t.Error("the disk is not full")
	}
	if status, body, err := get("http://" + addr + "/v1/places/search?q=ranjapur"); status != 200 {
		t.Errorf("a search on a full disk: %d %s %v", status, body, err)
	}
	if status, _, err := get("http://" + addr + "/v1/land/mouzas/1027001/plots/165"); status != 200 && status != 404 {
		t.Errorf("a lookup on a full disk: %d %v", status, err)
	}
	if got := c.hop("1"); !strings.HasPrefix(got, "CON ") && !strings.HasPrefix(got, "END ") {
		t.Errorf("the phone on a full disk: %q", got)
	}
	t.Logf("kept before: %s", p.out)

	if err := os.Remove(data + "/filler"); err != nil {
		t.Error(err)
	}
	grow("200m")
	before := kept(t, register(t, data), mouzas, plots)
	sound(t, data)
	p = spawn(t, "load", "land", "--data", data, file)
	if code := p.code(30 * time.Second); code != 0 || strings.Contains(p.out.String(), "going on") != (before > 0) {
		t.Errorf("with room again: %d\n%s%s", code, p.out, p.errs)
	}
	if n := kept(t, register(t, data), mouzas, plots); n != mouzas {
		t.Errorf("%d mouzas kept in the end, %d before", n, before)
	}
	sound(t, data)
	if status, body, err := get("http://" + addr + "/v1/land/mouzas/1027150/plots/300"); status != 200 {
		t.Errorf("the last plot: %d %s %v", status, body, err)
	}
	if got := c.dial("after"); !strings.HasPrefix(got, "CON ") {
		t.Errorf("the phone with room again: %q\n%s", got, said)
	}
}
