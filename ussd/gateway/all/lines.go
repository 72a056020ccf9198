package all

import (
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp"
)

// Lines gives the gateways that keep a connection open. They are to be run, handed to
// Carriers, and told by Answering how answers leave. now is the world's clock.
func Lines(c Config, now func() time.Time) ([]gateway.Line, error) {
	if !c.SMPP.On() {
		return nil, nil
	}
	line, err := smpp.New(c.SMPP, now)
	if err != nil {
		return nil, err
	}
	return []gateway.Line{line}, nil
}

// Answering tells the lines which carrier takes the answers to SMS that come in over them:
// the one that registers, chooses and counts. Without it they answer by themselves.
func Answering(lines []gateway.Line, carrier notice.Carrier) {
	for _, line := range lines {
		if l, ok := line.(interface{ Answer(notice.Carrier) }); ok && carrier != nil {
			l.Answer(carrier)
		}
	}
}

// sends tells whether a line is to carry SMS, too.
func sends(c Config, line gateway.Line) bool {
	_, bind := line.(*smpp.Line)
	return !bind || c.SMPP.Sends()
}
