package sqlstore_test

import (
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
)

// A message whose words were forgotten is listed without them, and is not sent again: there
// is nothing to send, and it must not keep the others from leaving.
func TestAForgottenMessageStaysGivenUp(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s, ctx := open(t, url(t)), t.Context()
			later := time.Now().AddDate(1, 0, 0)
			tell := func(ref string) {
				t.Helper()
				err := s.Cases().Change(ctx, func(tx casework.Tx) error {
					return tx.Tell(ctx, notice.Message{Ref: ref, To: "919831012345", Lang: seva.Bengali, Key: "sms.otp", Body: "x"})
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			tell("old")
			if err := s.Outbox().Failed(ctx, "old", "bad_number", time.Time{}); err != nil {
				t.Fatal(err)
			}
			if n, err := s.Attic().Drop(ctx, "message", later, 10); err != nil || n != 1 {
				t.Fatal(n, err)
			}
			tell("new")
			listed := 0
			if err := s.Letters(ctx, false, func(l notice.Letter) error { listed++; return nil }); err != nil || listed != 1 {
				t.Errorf("%d are listed, %v", listed, err)
			}
			if n, err := s.Retry(ctx, []string{"old"}); err != nil || n != 0 {
				t.Errorf("%d are sent again, %v", n, err)
			}
			if all, err := s.Outbox().Take(ctx, later, later, 10); err != nil || len(all) != 1 || all[0].Ref != "new" {
				t.Errorf("%d leave, %v", len(all), err)
			}
		})
	}
}
