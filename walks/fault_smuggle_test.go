package walks

import (
	"io"
	"strings"
	"testing"
	"time"
)

// F32: more ways to have two programs read one request differently; see
// TestAmbiguousRequests for the plain ones. Each is answered once, refused, and the line is
// closed.
func TestF32Smuggling(t *testing.T) {
	h := newHall(t, "")
	const smuggled = "GET /livez HTTP/1.1\r\nHost: d\r\n\r\n"
	post := "POST /v1/sign-in/codes HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n"
	for name, request := range map[string]string{
		"lengths in one line":         post + "Content-Length: 2, 2\r\n\r\n{}" + smuggled,
		"a length with a space":       post + "Content-Length : 2\r\n\r\n{}" + smuggled,
		"a hexadecimal length":        post + "Content-Length: 0x2\r\n\r\n{}" + smuggled,
		"a chunk of minus one":        post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n" + smuggled,
		"a chunk with 0x":             post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" + smuggled,
		"a chunk beyond 64 bits":      post + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n" + smuggled,
		"a chunk that ends nowhere":   post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n" + smuggled,
		"an extension with line feed": post + "Transfer-Encoding: chunked\r\n\r\n2;x=\na\r\n{}\r\n0\r\n\r\n" + smuggled,
		"another spelling":            post + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}" + smuggled,
		"a tab before chunked":        post + "Transfer-Encoding:\tchunked\r\nContent-Length: 2\r\n\r\n{}" + smuggled,
		"encodings twice":             post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}" + smuggled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dialTo(t, h.server.addr)
			_ = c.SetDeadline(time.Now().Add(8 * time.Second))
			go func() { _, _ = io.WriteString(c, request) }()
			got, _ := io.ReadAll(c)
			answer := string(got)
			if !strings.HasPrefix(answer, "HTTP/1.1 4") && !strings.HasPrefix(answer, "HTTP/1.1 501") {
				t.Errorf("%.300q", answer)
			}
			if strings.Count(answer, "HTTP/1.1 ") != 1 || strings.Contains(answer, `"status":"ok"`) {
				t.Errorf("what was smuggled is answered: %.600q", answer)
			}
		})
	}
	// Two that RFC 9112 lets a server read, and in one way only: a line that is folded is one
	// line (5.2), and what is behind the size of a chunk is passed over (7.1.1). What comes
	// behind is the next request and nothing else.
	for name, request := range map[string]string{
		"a length over two lines": post + "Content-Length:\r\n 2\r\n\r\n{}",
		"an extension of 100 KB":  post + "Transfer-Encoding: chunked\r\n\r\n2;x=" + strings.Repeat("a", 100<<10) + "\r\n{}\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, took := sentRaw(t, h.server.addr, request+"GET /livez HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")
			first, rest, _ := strings.Cut(answer, "HTTP/1.1 200 ")
			if strings.HasPrefix(first, "HTTP/1.1 4") && rest == "" {
				return // refused at once is well too
			}
			if !strings.HasPrefix(first, "HTTP/1.1 400 ") || !strings.Contains(first, "phone.invalid") || strings.Count(answer, "HTTP/1.1 ") != 2 || took > 5*time.Second {
				t.Errorf("after %v: %.900q", took, answer)
			}
		})
	}
}
