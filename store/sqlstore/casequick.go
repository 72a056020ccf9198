package sqlstore

import (
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// A status is one row, and reading the row must not cost more than finding it. So what
// packCase and packEvent write is read here in one pass, every text a part of one string.
// What looks otherwise in any way is not read, and left to the library that casebody.go
// reads with; the two agree on all that both read (TestQuickAgrees, FuzzQuick).

// quickReader reads CBOR of definite lengths (RFC 8949, 3) on until something is not as
// expected; then bad is set and all that follows is empty.
type quickReader struct {
	rest string
	bad  bool
}

// Major types.
const (
	cborUint, cborNegative, cborBytes, cborText, cborList, cborMap = 0, 1, 2, 3, 4, 5
)

// head reads what comes next and its number: a value, or how much follows.
func (r *quickReader) head() (major byte, n uint64) {
	if r.rest == "" {
		r.bad = true
		return 0, 0
	}
	first := r.rest[0]
	r.rest = r.rest[1:]
	major, n = first>>5, uint64(first&31)
	if n < 24 {
		return major, n
	}
	wide := 1 << (n - 24) // bytes
	if n > 27 || wide > len(r.rest) {
		r.bad = true
		return major, 0
	}
	n = 0
	for i := range wide {
		n = n<<8 | uint64(r.rest[i])
	}
	r.rest = r.rest[wide:]
	return major, n
}

func (r *quickReader) int() int64 {
	major, n := r.head()
	if n > 1<<62 || major > cborNegative {
		r.bad = true
	}
	if major == cborNegative {
		return -1 - int64(n)
	}
	return int64(n)
}

// span reads bytes or a text.
func (r *quickReader) span(want byte) string {
	major, n := r.head()
	if major != want || n > uint64(len(r.rest)) {
		r.bad = true
	}
	if r.bad {
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// flag reads true; false is not written.
func (r *quickReader) flag() bool {
	const yes = "\xf5"
	if !strings.HasPrefix(r.rest, yes) {
		r.bad = true
		return false
	}
	r.rest = r.rest[len(yes):]
	return true
}

func (r *quickReader) text() string { return r.span(cborText) }

// count reads how many of something follow; each takes a byte at least.
func (r *quickReader) count(want byte) int {
	major, n := r.head()
	if major != want || n > uint64(len(r.rest)) {
		r.bad = true
	}
	if r.bad {
		return 0
	}
	return int(n)
}

// fields reads a map by small numbers. They are written in order, so that one out of order
// or twice is none of ours; one that field does not know is none of ours either.
func (r *quickReader) fields(field func(key int64) bool) {
	last := int64(0)
	for range r.count(cborMap) {
		key := r.int()
		if key <= last || !field(key) {
			r.bad = true
		}
		if r.bad {
			return
		}
		last = key
	}
}

func (r *quickReader) texts() []string {
	all := make([]string, r.count(cborList))
	for i := range all {
		all[i] = r.text()
	}
	return all
}

func (r *quickReader) marks() map[string]string {
	n := r.count(cborMap)
	marks := make(map[string]string, n)
	for range n {
		key := r.text()
		marks[key] = r.text()
	}
	if len(marks) != n {
		r.bad = true
	}
	return marks
}

func (r *quickReader) items() []casework.Item {
	all := make([]casework.Item, r.count(cborList))
	for i := range all {
		it := &all[i]
		r.fields(func(key int64) bool {
			switch key {
			case 1:
				it.Field = form.Pointer(r.text())
			case 2:
				it.Reason = r.text()
			case 3:
				it.Note = r.text()
			default:
				return false
			}
			return true
		})
	}
	return all
}

// quickCase reads a case that packCase has written, and gives its answers as they are
// packed; false for anything else.
func quickCase(b []byte) (c casework.Case, answers string, ok bool) {
	r := quickReader{rest: string(b)}
	a := &c.Applicant
	r.fields(func(key int64) bool {
		switch key {
		case 1:
			c.Number = r.text()
		case 2:
			c.Service = r.text()
		case 3:
			c.Procedure = r.text()
		case 4:
			c.Revision = int(r.int())
		case 5:
			c.Office = r.text()
		case 6:
			c.State = r.text()
		case 7:
			c.Version = r.int()
		case 8:
			c.Since = unpackMoment(r.int())
		case 9:
			a.Name = r.text()
		case 10:
			a.Phone = seva.Phone(r.text())
		case 11:
			a.Lang = seva.Lang(r.text())
		case 12:
			a.Born = seva.DateFromNumber(r.int())
		case 13:
			a.Citizen = r.text()
		case 14:
			a.Entered = r.text()
		case 15:
			a.Channel = r.text()
		case 16:
			answers = r.span(cborBytes)
		case 17:
			c.FormOf = int(r.int())
		case 18:
			c.Asked = r.items()
		case 19:
			c.Marks = r.marks()
		case 20:
			c.Findings.Rules = r.text()
		case 21:
			c.Findings.Failed = r.texts()
		case 22:
			c.Submitted = unpackMoment(r.int())
		case 23:
			c.Due = seva.DateFromNumber(r.int())
		case 24:
			c.Wake = unpackMoment(r.int())
		case 25:
			c.Decided = unpackMoment(r.int())
		case 26:
			c.LastOfficer = r.text()
		case 27:
			c.Ended = r.flag()
		default:
			return false
		}
		return true
	})
	return c, answers, !r.bad && r.rest == ""
}

// quickEvent reads an event that packEvent has written; false for anything else.
func quickEvent(b []byte) (e casework.Event, ok bool) {
	r := quickReader{rest: string(b)}
	r.fields(func(key int64) bool {
		switch key {
		case 1:
			e.Seq = r.int()
		case 2:
			e.At = unpackMoment(r.int())
		case 3:
			e.Noted = unpackMoment(r.int())
		case 4:
			e.Action = r.text()
		case 5:
			e.From = r.text()
		case 6:
			e.To = r.text()
		case 7:
			e.Actor = r.text()
		case 8:
			e.Role = casework.Role(r.text())
		case 9:
			e.Reason = r.text()
		case 10:
			e.Note = r.text()
		case 11:
			e.Items = r.items()
		case 12:
			e.Day = seva.DateFromNumber(r.int())
		case 13:
			e.Found = r.text()
		case 14:
			e.Given = r.marks()
		case 15:
			e.Fields = r.texts()
		case 16:
			e.Salt = r.text()
		default:
			return false
		}
		return true
	})
	return e, !r.bad && r.rest == ""
}
