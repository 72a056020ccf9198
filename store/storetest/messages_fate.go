package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// MessageStore is what Messages holds to its contract.
type MessageStore interface {
	CaseStore
	Reports() notice.Reports
	Stops() notice.Stops
	Progress(ctx context.Context, ref string) (notice.Progress, bool, error)
}

// Messages holds a store to the contract of notice.Outbox where many messages are noted at
// once, of notice.Reports and of notice.Stops.
func Messages(t *testing.T, open func(*testing.T) MessageStore) {
	for name, part := range map[string]func(*testing.T, MessageStore){
		"many noted at once":            noteMany,
		"all are noted or none":         noteNone,
		"how much is held":              depth,
		"a late word":                   noteLate,
		"given back for later":          noteBackLater,
		"what a provider calls it":      noteStrange,
		"a report may come at any time": reportEarly,
		"reports only go forward":       reportForward,
		"reports in any order":          reportShuffled,
		"many reports at once":          reportMany,
		"who said STOP":                 stopped,
	} {
		t.Run(name, func(t *testing.T) { part(t, open(t)) })
	}
}

func note(t *testing.T, s MessageStore, fates ...notice.Fate) {
	t.Helper()
	if err := s.Outbox().Note(t.Context(), fates); err != nil {
		t.Fatal(err)
	}
}

func noteMany(t *testing.T, s MessageStore) {
	for _, ref := range []string{"sent", "again", "pinned", "never", "back"} {
		tell(t, s, notice.Message{Ref: ref, To: "919831012345", Key: "sms.otp"})
	}
	take(t, s, 0, 10, 9)
	note(t, s,
		notice.Fate{Ref: "sent", Sent: true, Receipt: notice.Receipt{Provider: "console", ID: "1"}, At: later(1)},
		notice.Fate{Ref: "again", Code: "busy", Again: later(60)},
		notice.Fate{Ref: "pinned", Code: "timed_out", Via: "smpp", Again: later(70)},
		notice.Fate{Ref: "never", Code: "bad_number"},
		notice.Fate{Ref: "back", Back: true},
		notice.Fate{Ref: "nobody's", Sent: true}, // was forgotten; the others are kept all the same
	)
	got := take(t, s, 1, 11, 9)
	equal(t, "given back unbegun", refs(got), []string{"back"})
	equal(t, "and not counted", got[0].Tries, 0)
	note(t, s, notice.Fate{Ref: "back", Sent: true})
	got = take(t, s, 100, 110, 9)
	equal(t, "those that failed", refs(got), []string{"again", "pinned"})
	equal(t, "tries", []int{got[0].Tries, got[1].Tries}, []int{1, 1})
	equal(t, "whose it may be", []string{got[0].Via, got[1].Via}, []string{"", "smpp"})
	// It is that carrier's for as long as whoever notes it says so.
	note(t, s, notice.Fate{Ref: "pinned", Code: "busy", Again: later(120)})
	equal(t, "and is not any more", take(t, s, 120, 130, 9)[1].Via, "")
	note(t, s, notice.Fate{Ref: "sent", Back: true}, notice.Fate{Ref: "sent", Code: "late", Again: later(1)})
	equal(t, "sent is sent", refs(take(t, s, 125, 130, 9)), []string(nil))
}

func noteNone(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"})
	take(t, s, 0, 10, 9)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Outbox().Note(ctx, []notice.Fate{{Ref: "a", Sent: true, At: later(1)}, {Ref: "b", Sent: true, At: later(1)}})
	if err == nil {
		t.Fatal("noted for nobody")
	}
	equal(t, "still waiting", refs(take(t, s, 10, 20, 9)), []string{"a", "b"})
}

// noteLate: whoever took a message, and was slow, cannot take it out of the hands of the next.
func noteLate(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"}, notice.Message{Ref: "c"})
	take(t, s, 0, 10, 9)
	take(t, s, 11, 21, 9)
	note(t, s, notice.Fate{Ref: "a", Back: true, Lease: later(10)}, notice.Fate{Ref: "b", Code: "busy", Again: later(12), Lease: later(10)},
		notice.Fate{Ref: "c", Code: "bad_number", Lease: later(10)})
	equal(t, "in the hands of the second", refs(take(t, s, 13, 23, 9)), []string(nil))
	note(t, s, notice.Fate{Ref: "a", Back: true, Lease: later(21)}, notice.Fate{Ref: "b", Code: "busy", Again: later(12), Lease: later(21)},
		notice.Fate{Ref: "c", Sent: true, Lease: later(10)}) // sent it is, whoever says so
	equal(t, "as the second says", refs(take(t, s, 13, 23, 9)), []string{"a", "b"})
	equal(t, "and nothing else", refs(take(t, s, 100, 110, 9)), []string{"a", "b"})
}

// noteBackLater: one that had no turn comes again when it is told to, and no try is counted.
func noteBackLater(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"})
	take(t, s, 0, 10, 9)
	note(t, s, notice.Fate{Ref: "a", Back: true, Again: later(5), Lease: later(10)})
	equal(t, "not yet", refs(take(t, s, 4, 14, 9)), []string(nil))
	got := take(t, s, 5, 15, 9)
	equal(t, "then", refs(got), []string{"a"})
	equal(t, "not counted", got[0].Tries, 0)
}

// noteStrange: what a provider calls a message, or a failure, may be no text that a database
// takes. What else was noted with it is noted.
func noteStrange(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"}, notice.Message{Ref: "c"})
	take(t, s, 0, 10, 9)
	note(t, s, notice.Fate{Ref: "a", Sent: true, Receipt: notice.Receipt{Provider: "smpp", ID: "7\x00\xff"}, At: later(1)},
		notice.Fate{Ref: "b", Code: "e\x00\xff", Again: later(60)}, notice.Fate{Ref: "c", Sent: true, At: later(1)})
	equal(t, "sent is sent", refs(take(t, s, 20, 30, 9)), []string(nil))
}

func depth(t *testing.T, s MessageStore) {
	read := func() notice.Depth {
		d, err := s.Outbox().Depth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	equal(t, "nothing", read(), notice.Depth{})
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"}, notice.Message{Ref: "c"})
	take(t, s, 0, 10, 9)
	note(t, s, notice.Fate{Ref: "a", Sent: true}, notice.Fate{Ref: "b", Code: "bad_number"})
	d := read()
	equal(t, "one waits, one is dead", []int{d.Waiting, d.Failed}, []int{1, 1})
	if age := time.Since(d.Oldest); age < 0 || age > time.Minute {
		t.Errorf("the oldest is %v old", age)
	}
}

func report(t *testing.T, s MessageStore, r notice.Report) {
	t.Helper()
	if err := s.Reports().Note(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func progress(t *testing.T, s MessageStore, ref string) notice.Progress {
	t.Helper()
	p, _, err := s.Progress(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reportEarly: the provider reports before its own answer is noted, and of what is not ours.
func reportEarly(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"}, notice.Message{Ref: "b"})
	take(t, s, 0, 10, 9)
	report(t, s, notice.Report{Provider: "smpp", ID: "7", State: notice.Delivered, At: later(2)})
	report(t, s, notice.Report{Provider: "kannel", Ref: "b", State: notice.Undelivered, Why: notice.BadNumber, Code: "001", At: later(2)})
	report(t, s, notice.Report{Provider: "twilio", ID: "7", State: notice.Undelivered, At: later(2)})
	equal(t, "not ours yet", progress(t, s, "a"), notice.Progress{})
	note(t, s,
		notice.Fate{Ref: "a", Sent: true, Receipt: notice.Receipt{Provider: "smpp", ID: "7"}, At: later(3)},
		notice.Fate{Ref: "b", Sent: true, Receipt: notice.Receipt{Provider: "kannel", ID: "7"}, At: later(3)})
	equal(t, "by the provider's id", progress(t, s, "a"), notice.Progress{State: notice.Delivered, At: later(2)})
	equal(t, "by our reference", progress(t, s, "b"),
		notice.Progress{State: notice.Undelivered, Why: notice.BadNumber, Code: "001", At: later(2)})
	for _, bad := range []notice.Report{{Provider: "x", State: notice.Delivered}, {Provider: "x", ID: "1", State: "odd"}, {ID: "1", State: notice.Delivered}, {Provider: "x", ID: "1\x00", State: notice.Delivered}} {
		if err := s.Reports().Note(t.Context(), bad); seva.KindOf(err) != seva.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func reportForward(t *testing.T, s MessageStore) {
	tell(t, s, notice.Message{Ref: "a"})
	note(t, s, notice.Fate{Ref: "a", Sent: true, Receipt: notice.Receipt{Provider: "smpp", ID: "7"}})
	for i, step := range []struct{ say, want notice.State }{
		{notice.Accepted, notice.Accepted},
		{notice.Dispatched, notice.Dispatched},
		{notice.Accepted, notice.Dispatched},
		{notice.Undelivered, notice.Undelivered},
		{notice.Dispatched, notice.Undelivered},
		{notice.Delivered, notice.Delivered}, // a phone that has it has it
		{notice.Undelivered, notice.Delivered},
	} {
		report(t, s, notice.Report{Provider: "smpp", ID: "7", State: step.say, At: later(i)})
		equal(t, fmt.Sprintf("after %d", i), progress(t, s, "a").State, step.want)
	}
}

// reportShuffled: whatever reports come, in whatever order and three times each, and
// wherever among them the message is noted as sent, they end in the same state.
func reportShuffled(t *testing.T, s MessageStore) {
	states, whys := notice.States(), []notice.Reason{"", notice.Away, notice.BadNumber}
	for round := range 12 {
		chance := rand.New(rand.NewPCG(uint64(round), 7)) //nolint:gosec // the same each time
		var all []notice.Report
		for range 1 + chance.IntN(5) {
			all = append(all, notice.Report{
				State: states[chance.IntN(len(states))], Why: whys[chance.IntN(len(whys))],
				Code: fmt.Sprint(chance.IntN(2)), At: later(chance.IntN(3)),
			})
		}
		var ends []notice.Progress
		for try := range 3 {
			ref := fmt.Sprintf("m%d-%d", round, try)
			tell(t, s, notice.Message{Ref: ref})
			thrice := append(append(append([]notice.Report{}, all...), all...), all...)
			chance.Shuffle(len(thrice), func(i, j int) { thrice[i], thrice[j] = thrice[j], thrice[i] })
			at := chance.IntN(len(thrice))
			for i, r := range thrice {
				if i == at {
					note(t, s, notice.Fate{Ref: ref, Sent: true, Receipt: notice.Receipt{Provider: "smpp", ID: ref}})
				}
				r.Provider, r.ID = "smpp", ref
				report(t, s, r)
			}
			ends = append(ends, progress(t, s, ref))
		}
		if ends[0] != ends[1] || ends[1] != ends[2] || ends[0].State == "" {
			t.Errorf("%+v\nended as %+v", all, ends)
		}
	}
}

func reportMany(t *testing.T, s MessageStore) {
	reports := s.Reports()
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			r := notice.Report{Provider: "smpp", ID: fmt.Sprint(i % 40), State: notice.States()[i%4], At: later(1)}
			if err := reports.Note(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range 40 {
		ref := fmt.Sprint("m", i)
		tell(t, s, notice.Message{Ref: ref})
		note(t, s, notice.Fate{Ref: ref, Sent: true, Receipt: notice.Receipt{Provider: "smpp", ID: fmt.Sprint(i)}})
		equal(t, ref, progress(t, s, ref).State, notice.States()[i%4])
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := reports.Note(ctx, notice.Report{Provider: "smpp", ID: "x", State: notice.Accepted}); err != nil && !errors.Is(err, context.Canceled) && seva.KindOf(err) == "" {
		t.Error(err)
	}
}

func stopped(t *testing.T, s MessageStore) {
	ctx, stops := t.Context(), s.Stops()
	const her, him = seva.Phone("919831012345"), seva.Phone("919831012346")
	for i, step := range []struct {
		stop bool
		at   int
		want bool
	}{
		{true, 10, true},
		{false, 9, true}, // an earlier wish that came later
		{false, 11, false},
		{true, 10, false},
		{true, 11, true}, // of one moment STOP counts
		{false, 11, true},
		{false, 12, false},
	} {
		put := stops.Start
		if step.stop {
			put = stops.Stop
		}
		if err := put(ctx, her, later(step.at)); err != nil {
			t.Fatal(err)
		}
		got, err := stops.Stopped(ctx, her)
		if err != nil || got != step.want {
			t.Errorf("step %d: stopped %v, %v", i, got, err)
		}
	}
	if got, err := stops.Stopped(ctx, him); got || err != nil {
		t.Errorf("somebody else: %v, %v", got, err)
	}
}
