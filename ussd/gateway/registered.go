package gateway

import (
	"errors"

	"duar/seva/notice"
	"duar/ussd/page"
)

// Registered makes sure that a message has what an Indian operator asks of each: header and
// template, and the entity where the dialect names it. The failure is Unregistered.
func Registered(m notice.Message, entity bool) error {
	r := m.Registration
	if r.Header == "" || r.Template == "" || entity && r.Entity == "" {
		return notice.Fail(notice.Unregistered, "", errors.New("the message has no registered header, template or entity"))
	}
	return nil
}

// Parts encodes a message for a route that may send the schemes; none stands for
// page.Plain. The failures are TooLong, and Unmatched for a text that no scheme has.
func Parts(m notice.Message, allowed []page.Scheme) (page.Message, error) {
	parts, err := page.Encode(m.Body, allowed)
	switch {
	case errors.Is(err, page.ErrTooLong):
		return parts, notice.Fail(notice.TooLong, "", err)
	case err != nil:
		return parts, notice.Fail(notice.Unmatched, "", err)
	case len(parts.Segments) == 0:
		return parts, notice.Fail(notice.Unmatched, "", errors.New("the message is empty"))
	}
	return parts, nil
}

// Whole is the text of a message as a phone shows it, in NFC, for a provider that cuts it
// by itself; unicode says that it is not in the default alphabet.
func Whole(m notice.Message) (text string, unicode bool, err error) {
	parts, err := Parts(m, page.Plain)
	if err != nil {
		return "", false, err
	}
	for _, s := range parts.Segments {
		text += s.Text
	}
	return text, parts.Coding == page.UCS2, nil
}

// DLT puts a code of the operators' registration platform into our words (TCCCPR 2018; the
// list is the one operators and aggregators publish). No code of 600 to 699 is worth
// another try with the same message. False for any other number.
func DLT(code int) (notice.Reason, bool) {
	switch {
	case code < 600 || code > 699:
		return "", false
	case code == 633 || code >= 635 && code <= 639: // the text is not the template's, a variable is too long
		return notice.Unmatched, true
	case code < 640: // entity, telemarketer and chain, header, template
		return notice.Unregistered, true
	case code == 651: // not at this hour
		return notice.OutOfHours, true
	}
	return notice.Rejected, true // also 650, the person's preferences: they are of some categories only
}
