package program

import (
	"encoding/json"
	"strings"

	"duar/ussd/page"
)

type measureCommand struct {
	Limit int      `help:"Units or septets that one USSD screen may hold." placeholder:"N"`
	Text  []string `arg:"" help:"The text to measure."`
}

func (c measureCommand) Run(s *streams) error {
	report := page.Report(strings.Join(c.Text, " "), c.Limit)
	return json.NewEncoder(s.out).Encode(report)
}
