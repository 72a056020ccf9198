package console

import (
	"errors"
	"strings"
	"testing"

	"duar/seva/notice"
)

func TestSend(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"plain", "Plot 165\nClass: [Shali]", "SMS to *********001 · gsm7 25 septets · parts: 1\n    Plot 165\n    Class: [Shali]\n"},
		{"Bengali in two parts", strings.Repeat("ক", 71), "SMS to *********001 · ucs2 71 units · parts: 2\n    " + strings.Repeat("ক", 71) + "\n"},
		{"a command to the terminal", "\x1b[2Jx", "SMS to *********001 · ucs2 5 units · parts: 1\n    [2Jx\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			receipt, err := New(&b).Send(t.Context(), notice.Message{To: "919831000001", Body: c.body})
			if err != nil || receipt != (notice.Receipt{Provider: "console", ID: "1"}) {
				t.Errorf("receipt %v, error %v", receipt, err)
			}
			if b.String() != c.want {
				t.Errorf("got  %q\nwant %q", b.String(), c.want)
			}
		})
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestWriterFails(t *testing.T) {
	if _, err := New(full{}).Send(t.Context(), notice.Message{}); err == nil || !notice.Retryable(err) {
		t.Errorf("error %v", err)
	}
}
