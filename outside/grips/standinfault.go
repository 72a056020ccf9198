package grips

import (
	"encoding/json"
	"io"
	"net/http"
)

// reply answers a server, as the fault has it.
func (s *StandIn) reply(w http.ResponseWriter, r *http.Request, a answer, f Fault) {
	switch f {
	case Slow:
		<-r.Context().Done()
		return
	case Broken:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case Moved:
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		return
	case DiesBefore, DiesAfter:
		panic(http.ErrAbortHandler) // the line breaks
	case Noise:
		_, _ = io.WriteString(w, "<html>service temporarily unavailable</html>")
		return
	case Huge:
		for range 1 << 10 {
			_, _ = w.Write(make([]byte, 1<<10))
		}
		return
	}
	spoil(&a, f)
	text, err := json.Marshal(a)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	e := s.seal.close(text)
	if f == WrongSum {
		e.Sum = s.seal.close(append(text, ' ')).Sum
	}
	out, err := json.Marshal(e)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if f == Partial {
		out = out[:len(out)/2]
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(out)
}

// spoil makes an answer untrue in one point. One about a payment that it does not know stays
// as it is: there is nothing in it to be wrong.
func spoil(a *answer, f Fault) {
	if a.Res.Status == "N" {
		if f == WrongNumber {
			a.Res.DPR = "PZZZZZZZZZZZZZZZZZZZZ"
		}
		return
	}
	switch lines := a.Res.Payments; f {
	case WrongTotal:
		*a.Res.Amount -= 100
	case WrongLine:
		*lines[0].Amount += 100
	case NoAmounts:
		a.Res.Amount = nil
	case WrongNumber:
		a.Res.DPR = "PZZZZZZZZZZZZZZZZZZZZ"
	case ShortOne:
		drn := lines[0].DRN
		for len(a.Res.Payments) > 0 && a.Res.Payments[0].DRN == drn {
			a.Res.Payments = a.Res.Payments[1:]
		}
	case ForeignLine:
		foreign := lines[0]
		foreign.DRN, foreign.GRN = "DZZZZZZZZZZZZZZZZZZZZ", "192026279999999999"
		a.Res.Payments = append(a.Res.Payments, foreign)
	case Denies:
		a.Res.Status = "F"
		for i := range lines {
			lines[i].Status = "F"
		}
	case Forgets:
		a.Res.GPR, a.Res.Status, a.Res.Amount, a.Res.Payments = "", "N", nil, nil
	}
}
