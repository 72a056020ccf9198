// Package budget knows how much somebody may ask for in a while, and says when there is
// room again.
//
// It knows keys, rates and moments. It does not know who is behind a key or what is asked.
package budget

import (
	"context"
	"time"
)

// Rate is so many in a span, any of them at once: the generic cell rate algorithm (ITU-T
// I.371), so that room comes back bit by bit and not all at the turn of a window.
type Rate struct {
	Most int
	Span time.Duration
}

// Verdict is whether one more is within the budget.
type Verdict struct {
	OK    bool
	Left  int           // how many more there is room for now
	Again time.Duration // until there is room for one; 0 when there is
	// First is the first refusal since at least half of the budget was free: the one to be
	// audited, and told. Room that comes back bit by bit under a flood does not make another.
	First bool
}

// Meter counts. An error means that it cannot be told; whoever asks then decides, and a
// cheap read is let in while a message that costs money is not.
type Meter interface {
	Take(ctx context.Context, key string, cost int, r Rate) (Verdict, error)
}
