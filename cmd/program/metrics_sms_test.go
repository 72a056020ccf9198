package program

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/store/sqlstore"
	"duar/worker"
)

// bag is a carrier that takes everything but what goes to the number of nobody.
type bag struct{ got []notice.Message }

const nobody seva.Phone = "919800000000"

func (h *bag) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	if m.To == nobody {
		return notice.Receipt{}, notice.Fail(notice.BadNumber, "30005", nil)
	}
	h.got = append(h.got, m)
	return notice.Receipt{Provider: "console", ID: m.Ref}, nil
}

// The whole way out, as the server has it: told in a transaction, registered, held against
// STOP, carried, noted and counted; and no number in what is counted.
func TestSMSWay(t *testing.T) {
	w := seva.RealWorld()
	st, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, meter := &bag{}, newSMSMetrics(w)
	registry := prometheus.NewRegistry()
	registry.MustRegister(meter)
	carrier, carriers, err := smsSettings{AtOnce: 1}.way(st, w, meter, notice.Route{Name: "console", Carrier: h})
	if err != nil {
		t.Fatal(err)
	}
	meter.watch(carriers)

	const stopped seva.Phone = "919831012346"
	if err := st.Stops().Stop(t.Context(), stopped, w.Now()); err != nil {
		t.Fatal(err)
	}
	say := func(text seva.Text) notice.Message {
		return notice.Message{Lang: seva.Bengali, To: "919831012345", Key: text.Key, Body: i18n.Say(seva.Bengali, text)}
	}
	news := say(seva.Say("sms.case.moved", seva.Args{"Number": "OP2026000123", "Service": seva.Say("service.old_age_pension"),
		"State": seva.Say("state.verified"), "Next": seva.Say("next.verified", seva.Args{"By": ""})}))
	code := say(seva.Say("sms.otp", seva.Args{"Code": "482913"}))
	odd := news
	odd.Body = "এটা কোনো ছাঁচ নয়।"
	send := []notice.Message{news, code, odd, news, code, news}
	send[3].To, send[4].To, send[5].To = stopped, stopped, nobody
	err = st.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for i, m := range send {
			m.Ref = string(rune('a' + i))
			if err := tx.Tell(t.Context(), m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		worker.Post{Outbox: st.Outbox(), Carrier: carrier, World: w, Log: slog.New(slog.DiscardHandler), AtOnce: 1, Meter: meter}.Run(ctx, time.Millisecond)
	}()
	for d := (notice.Depth{Waiting: 1}); d.Waiting > 0 && ctx.Err() == nil; {
		if d, err = st.Outbox().Depth(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	<-done
	meter.Held(notice.Depth{Waiting: 2, Oldest: w.Now().Add(-time.Hour), Failed: 3})

	codes := map[string]string{}
	if err := st.Letters(t.Context(), false, func(l notice.Letter) error { codes[l.Ref] = l.Code; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(h.got) != 3 || codes["c"] != "words" || codes["d"] != "stop" || codes["f"] != "30005" || len(codes) != 3 {
		t.Errorf("%d sent, given up: %v", len(h.got), codes)
	}
	metrics, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, m := range metrics {
		for _, one := range m.Metric {
			all.WriteString(m.GetName() + " " + one.String() + "\n")
		}
	}
	for _, want := range []string{"sms_tries_total", `value:"unmatched"`, `value:"opted_out"`, `value:"bad_number"`, "sms_segments_total",
		"sms_lost_total", "sms_outbox_depth", "sms_outbox_failed", "sms_outbox_oldest_seconds", "sms_carrier_well", `value:"sms.case.moved"`} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %s in\n%s", want, all.String())
		}
	}
	if strings.Contains(all.String(), "98310") || strings.Contains(all.String(), "OP2026") {
		t.Error("somebody is in the metrics")
	}
}

func TestSMSSettings(t *testing.T) {
	st, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	for name, c := range map[string]struct {
		set  smsSettings
		says string
	}{
		"nobody at once":     {smsSettings{}, "--sms-at-once 0"},
		"an unknown carrier": {smsSettings{AtOnce: 1, PerSecond: map[string]int{"smpp": 10}}, "--sms-per-second smpp=10"},
		"no speed":           {smsSettings{AtOnce: 1, PerSecond: map[string]int{"console": 0}}, "--sms-per-second console=0"},
		"no such file":       {smsSettings{AtOnce: 1, Registered: "/nowhere/at/all.csv"}, "--sms-registered"},
	} {
		_, _, err := c.set.way(st, seva.RealWorld(), nil, notice.Route{Name: "console", Carrier: &bag{}})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
