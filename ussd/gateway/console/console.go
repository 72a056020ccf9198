// Package console is a carrier that shows SMS instead of sending them: for the demo and
// for the phone in the terminal.
//
// It knows how to lay an SMS out for a reader. It does not know any network.
package console

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"duar/seva/notice"
	"duar/ussd/page"
)

// Carrier is notice.Carrier onto a writer. It may be used from many goroutines.
type Carrier struct {
	mu   sync.Mutex
	w    io.Writer
	sent int
}

// New makes a carrier that writes to w.
func New(w io.Writer) *Carrier { return &Carrier{w: w} }

// Send writes the message in one go: a line with the masked number, the size and the
// parts, then the text, indented. It is retryable when the writer fails.
func (c *Carrier) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	size := page.Measure(m.Body)
	parts := len(page.Segments(m.Body))
	length := fmt.Sprintf("%d units", size.Units)
	if size.Coding == page.GSM7 {
		length = fmt.Sprintf("%d septets", size.Septets)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := fmt.Fprintf(c.w, "SMS to %s · %s %s · parts: %d\n    %s\n",
		m.To.Masked(), size.Coding, length, parts, strings.ReplaceAll(inert(m.Body), "\n", "\n    "))
	if err != nil {
		return notice.Receipt{}, notice.Fail(notice.Broken, "write", err)
	}
	c.sent++
	return notice.Receipt{Provider: "console", ID: strconv.Itoa(c.sent)}, nil
}

// inert keeps a text from commanding the terminal it is shown on.
func inert(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}
