package program

import (
	"encoding/json"
	"strings"

	"duar/ussd/page"
)

type measureCommand struct {
	Limit int      `help:"Units or septets that one USSD screen may hold." placeholder:"N"`
	Shift bool     `help:"Also say what the SMS would be with the national tables of Bengali and Hindi."`
	Text  []string `arg:"" help:"The text to measure."`
}

func (c measureCommand) Run(s *streams) error {
	text := strings.Join(c.Text, " ")
	report := page.Report(text, c.Limit)
	if !c.Shift {
		return json.NewEncoder(s.out).Encode(report)
	}
	shift, err := page.ReportShift(text)
	if err != nil {
		return err
	}
	return json.NewEncoder(s.out).Encode(struct {
		page.Reading
		Shift page.ShiftReading `json:"shift"`
	}{report, shift})
}
