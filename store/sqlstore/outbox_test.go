package sqlstore_test

import (
	"path/filepath"
	"testing"
	"time"

	"duar/seva/casework"
	"duar/seva/notice"
	"duar/store/sqlstore"
)

// A row that cannot be read is given up, and is in nobody's way.
func TestMessageThatCannotBeRead(t *testing.T) {
	s := open(t, "file:"+filepath.Join(t.TempDir(), "duar.db"))
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for _, ref := range []string{"a", "b", "c"} {
			if err := tx.Tell(t.Context(), notice.Message{Ref: ref, To: "919831012345", Key: "sms.case.moved", Body: "words"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sqlstore.SpoilMessage(t, s, "b")
	now := time.Now()
	got, err := s.Outbox().Take(t.Context(), now, now.Add(time.Minute), 10)
	if err != nil || len(got) != 2 || got[0].Ref != "a" || got[1].Ref != "c" {
		t.Fatalf("%+v %v", got, err)
	}
	var failed []notice.Letter
	err = s.Letters(t.Context(), false, func(l notice.Letter) error { failed = append(failed, l); return nil })
	if err != nil || len(failed) != 1 || failed[0].Ref != "b" || failed[0].Code != "unreadable" {
		t.Errorf("%+v %v", failed, err)
	}
}
