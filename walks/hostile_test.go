package walks

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// sentRaw sends bytes as they are and gives what comes back before the connection ends.
func sentRaw(t testing.TB, addr string, request string) (answer string, took time.Duration) {
	t.Helper()
	c := dialTo(t, addr)
	start := time.Now()
	go func() { _, _ = io.WriteString(c, request) }() // it may be refused before it is all said
	got, _ := io.ReadAll(c)                           // a reset after the answer is as good as an end
	return string(got), time.Since(start)
}

// Requests that two programs could read in two ways, or that are too much, are refused
// at once, and the connection ends with them: nothing behind them is taken for another.
func TestAmbiguousRequests(t *testing.T) {
	t.Parallel()
	p := spawn(t, "demo", "--data", stocked(t), "--listen", "127.0.0.1:0").serving()
	const smuggled = "GET /livez HTTP/1.1\r\nHost: d\r\n\r\n"
	get, post := "GET /livez HTTP/1.1\r\n", "POST /gateways/africastalking/ussd HTTP/1.1\r\nHost: d\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	ten := strings.Repeat("a", 10<<20)
	for name, c := range map[string]struct {
		request string
		want    []int
	}{
		"two lengths":                 {post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\ntext" + smuggled, []int{400}},
		"two equal lengths":           {post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\ntext" + smuggled, []int{400}},
		"a length and chunks":         {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, []int{400}},
		"chunks and a length":         {post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + smuggled, []int{400}},
		"an unknown encoding":         {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled, []int{400, 501}},
		"a length in words":           {post + "Content-Length: four\r\n\r\ntext", []int{400}},
		"a length with a plus":        {post + "Content-Length: +4\r\n\r\ntext", []int{400}},
		"a negative length":           {post + "Content-Length: -4\r\n\r\ntext", []int{400}},
		"a chunk of no size":          {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + smuggled, []int{400}},
		"no host":                     {get + "\r\n", []int{400}},
		"two hosts":                   {get + "Host: d\r\nHost: e\r\n\r\n", []int{400}},
		"NUL in a header":             {get + "Host: d\r\nX-A: a\x00b\r\n\r\n", []int{400}},
		"NUL in the address":          {"GET /livez\x00 HTTP/1.1\r\nHost: d\r\n\r\n", []int{400, 404}},
		"a space before the colon":    {get + "Host: d\r\nX-A : b\r\n\r\n", []int{400}},
		"no version":                  {"GET /livez\r\n\r\n", []int{400}},
		"another protocol":            {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", []int{400}},
		"a long header":               {get + "Host: d\r\nX-A: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", []int{431}},
		"a body of 10 MB":             {post + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(ten)) + ten, []int{413}},
		"a body of 10 MB in chunks":   {post + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(ten), ten), []int{413}},
		"10 MB promised, none sent":   {post + "Content-Length: 10485760\r\n\r\n", []int{413}},
		"10 MB held back for a while": {post + "Expect: 100-continue\r\nContent-Length: 10485760\r\n\r\n", []int{413, 417}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, took := sentRaw(t, p.addr, c.request)
			answer = strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n")
			status := 0
			_, _ = fmt.Sscanf(answer, "HTTP/1.1 %d ", &status)
			if !slices.Contains(c.want, status) || took > time.Second {
				t.Errorf("%d after %v, want %v: %.300q", status, took, c.want, answer)
			}
			if strings.Count(answer, "HTTP/1.1 ") != 1 || strings.Contains(answer, `"status":"ok"`) {
				t.Errorf("more than one answer: %.600q", answer)
			}
		})
	}
	// A line feed alone never ends the headers: who sends that is cut off.
	t.Run("line feeds alone", func(t *testing.T) {
		t.Parallel()
		if answer, took := sentRaw(t, p.addr, "GET /livez HTTP/1.1\nHost: d\n\n"); !strings.HasPrefix(answer, "HTTP/1.1 4") || took > 10*time.Second {
			t.Errorf("%.300q after %v", answer, took)
		}
	})
	t.Run("slow headers", func(t *testing.T) {
		t.Parallel()
		c := dialTo(t, p.addr)
		start := time.Now()
		go func() {
			for _, b := range "GET /livez HTTP/1.1\r\nHost: d\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
				if _, err := c.Write([]byte{byte(b)}); err != nil {
					return
				}
				time.Sleep(300 * time.Millisecond)
			}
		}()
		if got, _ := io.ReadAll(c); strings.Contains(string(got), " 200 ") || time.Since(start) > 10*time.Second {
			t.Errorf("%q after %v", got, time.Since(start))
		}
	})
}

// vile are bytes that must never come back as they are, nor as JSON would write them.
var vile = map[string]string{
	"a broken letter":      "\xff\xfe\xc0\x80",
	"half a letter":        "ক"[:2],
	"a surrogate":          "\xed\xa0\x80",
	"NUL":                  "1027001\x00",
	"a bidi override":      "165\u202e561",
	"a bidi isolate":       "\u2066Ranjapur",
	"an ANSI escape":       "\x1b[2J\x1b[31mRanjapur",
	"a C1 escape":          "\u009b2J",
	"a line break":         "Ranjapur\r\nX-Evil: 1",
	"a script":             "<script>alert(1)</script>",
	"a byte order mark":    "\ufeff165",
	"a tag character":      "165\U000E0041",
	"a joiner":             "165\u200d",
	"much":                 strings.Repeat("ক", 1000),
	"a quotation":          `'"; DROP TABLE plot --`,
	"a path":               "../../../etc/passwd",
	"an encoded path":      "..%2f..%2f%00",
	"nothing":              "",
	"a format":             "%s%n%d",
	"a number without end": strings.Repeat("9", 400),
}

// inert demands that an answer is text, that nothing in it acts on a terminal or a
// browser, and that the server did not fail.
func inert(t testing.TB, what string, status int, header http.Header, body string) {
	t.Helper()
	if status == 0 || status >= 500 {
		t.Errorf("%s: status %d: %.200q", what, status, body)
	}
	shown := fmt.Sprint(header) + body
	if !utf8.ValidString(shown) {
		t.Errorf("%s: the answer is not UTF-8: %.300q", what, body)
	}
	for _, r := range "\x00\x1b\u009b\u202e\u2066\ufeff\U000E0041" {
		if strings.ContainsRune(shown, r) {
			t.Errorf("%s: %q came back: %.300q", what, r, body)
		}
	}
	forbidden := []string{`\u0000`, `\u001b`, `\u009b`, `\u202e`, `\u2066`, "root:"}
	if kind := header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "image/svg") {
		forbidden = append(forbidden, "<script>alert")
	} else if header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: a browser may guess what it is: %v", what, header)
	}
	for _, s := range forbidden {
		if strings.Contains(shown, s) {
			t.Errorf("%s: %q came back: %.300q", what, s, body)
		}
	}
	if header.Get("X-Evil") != "" {
		t.Errorf("%s: a header was written", what)
	}
}

// TestVileInput puts every vile thing into every path, query and form field of every
// route that the server itself lists, and into the headers it reads.
func TestVileInput(t *testing.T) {
	p := spawn(t, "demo", "--data", stocked(t), "--listen", "127.0.0.1:0").serving()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(what string, r *http.Request) (int, string) {
		t.Helper()
		res, err := client.Do(r)
		status, body, err := answered(res, err)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return 0, ""
		}
		inert(t, what, status, res.Header, body)
		return status, body
	}
	ask := func(what, path, query string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+path+"?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, _ := send(what+" "+path, r)
		return status
	}
	_, text, err := get("http://" + p.addr + "/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	good := strings.NewReplacer("{idn}", "1027001", "{plot}", "165", "{khatian}", "12", "{code}", "10")
	asked := 0
	for path, item := range doc.Paths.Map() {
		if item.Get == nil {
			continue
		}
		params := slices.Clone(item.Parameters)
		for _, param := range append(params, item.Get.Parameters...) {
			for what, v := range vile {
				what = param.Value.Name + " is " + what
				switch param.Value.In {
				case "path":
					ask(what, good.Replace(strings.Replace(path, "{"+param.Value.Name+"}", url.PathEscape(v), 1)), "")
				case "query":
					ask(what, good.Replace(path), param.Value.Name+"="+url.QueryEscape(v))
				case "header":
					continue
				}
				asked++
			}
		}
		for what, v := range vile {
			ask("a parameter named "+what, good.Replace(path), url.QueryEscape(v)+"=1")
			asked++
		}
	}
	for what, v := range vile {
		ask("an address of "+what, "/"+url.PathEscape(v), "")
		if strings.ContainsAny(v, "\x00\r\n") {
			continue // that is no header any more; see TestAmbiguousRequests
		}
		request := "GET /v1/land/mouzas/1027001/plots/165 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n"
		for _, h := range []string{"Accept", "Accept-Language", "X-Request-Id", "X-Forwarded-For", "If-None-Match", "User-Agent", "Cookie"} {
			request += h + ": " + v[:min(len(v), 1500)] + "\r\n" // all of them within 16 KiB
		}
		answer, _ := sentRaw(t, p.addr, request+"\r\n")
		res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
		if err != nil {
			t.Errorf("headers of %s: %v", what, err)
			continue
		}
		inert(t, "headers of "+what, res.StatusCode, res.Header, answer)
	}
	if asked < 500 {
		t.Errorf("only %d questions: the document lists too little", asked)
	}
	forms := map[string]url.Values{
		"/gateways/africastalking/ussd": {"sessionId": {"vile"}, "phoneNumber": {"+919800000060"}, "serviceCode": {"*384*7#"}, "networkCode": {"1"}, "text": {""}},
		"/gateways/cdac/sms":            {"mobileNumber": {"919800000061"}, "timeStamp": {"2026-11-23 10:00:00"}, "message": {"WB HELP"}},
	}
	for path, usual := range forms {
		for field := range usual {
			for what, v := range vile {
				values := url.Values{}
				for k := range usual {
					values.Set(k, usual.Get(k))
				}
				values.Set(field, v)
				what = field + " is " + what
				if strings.HasSuffix(path, "/sms") {
					ask(what, path, values.Encode())
					continue
				}
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.addr+path, strings.NewReader(values.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				send(what+" "+path, r)
			}
		}
	}
	for name, body := range map[string]string{
		"a broken escape":   "sessionId=%zz&phoneNumber=%2B919800000060&text=",
		"a repeated key":    "sessionId=a&sessionId=b&phoneNumber=%2B919800000060&text=",
		"a semicolon":       "sessionId=a;phoneNumber=%2B919800000060;text=",
		"keys without end":  strings.Repeat("a=1&", 20000),
		"JSON for a form":   `{"sessionId":"a"}`,
		"brackets, deeply":  strings.Repeat("[", 60000),
		"nothing at all":    "",
		"64 KiB of one key": "text=" + strings.Repeat("1*", 33<<10),
	} {
		for _, path := range []string{"/gateways/africastalking/ussd", "/gateways/generic/ussd"} {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.addr+path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if status, said := send(name, r); status < 400 || strings.Contains(said, "CON") {
				t.Errorf("%s to %s: %d %.200q", name, path, status, said)
			}
		}
	}
	if said := p.errs.String(); strings.Contains(said, "panic") || strings.Contains(said, `"level":"ERROR"`) || !utf8.ValidString(said) || strings.ContainsAny(said, "\x1b\x00") {
		t.Errorf("the log:\n%.3000s", said)
	}
}

// A plot's number as people write it, in the address and in the query.
func TestPlotsAsPeopleWriteThem(t *testing.T) {
	p := spawn(t, "demo", "--data", stocked(t), "--listen", "127.0.0.1:0").serving()
	_, want, _ := get("http://" + p.addr + "/v1/land/mouzas/1027001/plots/165-1201?lang=en")
	for written, status := range map[string]int{
		"165-1201": 200, "165%2F1201": 200, "165%2f1201": 200, "165%2D1201": 200,
		url.PathEscape("১৬৫-১২০১"): 200, url.PathEscape("১৬৫/১২০১"): 200, url.PathEscape("१६५/१२०१"): 200, url.PathEscape("１６５／１２０１"): 400,
		url.PathEscape("165 বাটা 1201"): 200,
		"165/1201":                      404, // two parts of an address are no number
		"165%252F1201":                  400, "165A": 400, "abc": 400, url.PathEscape("ক"): 400, "165-": 400, "-165": 400, "0": 400, "165-1201-3": 400,
		"99999999999999999999": 400, "9999": 404, "165%20": 200, "1e2": 400, "0x10": 400, "165.0": 400,
	} {
		got, body, err := get("http://" + p.addr + "/v1/land/mouzas/1027001/plots/" + written + "?lang=en")
		if err != nil || got != status {
			t.Errorf("plot %s: %d %v %.300s", written, got, err, body)
		}
		if got == 200 && status == 200 && written != "165%20" && body != want {
			t.Errorf("plot %s: another plot: %.300s", written, body)
		}
	}
	for _, written := range []string{"165-1201", "165/1201", "১৬৫/১২০১", "165%2F1201"} {
		if got, body, err := get("http://" + p.addr + "/v1/land/mouzas/1027001/crosswalk?lr=" + written); got != 200 || err != nil {
			t.Errorf("crosswalk of %s: %d %v %.300s", written, got, err, body)
		}
	}
}
