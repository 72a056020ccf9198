package program

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"duar/seva"
)

// Who was stopped gets one leaf, under a name that is theirs and says nothing of them.
func TestWhoWasStoppedIsInTheAuditLog(t *testing.T) {
	store := opened(t, t.TempDir())
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	s, err := newStopped(store.Accounts(), seva.RealWorld(), slog.New(slog.NewTextHandler(&log, nil)), []byte("a secret of the test"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := store.Audit().Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const one, another = "4\xcb\x00\x71\x07", "4\xcb\x00\x71\x08" // two networks
	s.tell(t.Context(), one, "mouza", "1027001")
	s.tell(t.Context(), one, "day", "")
	s.tell(t.Context(), another, "mouza", "1027001")
	for range stoppedWaiting {
		s.tell(t.Context(), another, "calls", "")
	}
	if !strings.Contains(log.String(), "stopped.unaudited") {
		t.Error("what there was no room for is not in the log")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	s.run(ended) // a server that is closing writes what waits
	var leaves []string
	if err := store.Leaves(t.Context(), before, 1000, func(_ int64, data, _ []byte) error {
		leaves = append(leaves, string(data))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(leaves) != stoppedWaiting {
		t.Fatalf("%d leaves, want %d", len(leaves), stoppedWaiting)
	}
	actor := func(leaf string) string {
		_, rest, _ := strings.Cut(leaf, `"actor":"`)
		name, _, _ := strings.Cut(rest, `"`)
		return name
	}
	if a := actor(leaves[0]); !strings.HasPrefix(a, "stopped:") || a != actor(leaves[1]) || a == actor(leaves[2]) {
		t.Errorf("%s, %s, %s", a, actor(leaves[1]), actor(leaves[2]))
	}
	if !strings.Contains(leaves[0], `"act":"request.stopped"`) || !strings.Contains(leaves[0], `"subject":"mouza 1027001"`) {
		t.Errorf("%s", leaves[0])
	}
	if all := strings.Join(leaves, ""); strings.Contains(all, "203.0.113.7") || strings.Contains(all, "cb007107") {
		t.Error("an address is in the audit log")
	}
}
