package twilio

import (
	"net/http"

	"duar/seva/notice"
)

// reasons puts Twilio's codes (twilio.com/docs/api/errors) into our words: those of an
// answer and those of a report. A code that is not here goes by the status it came with.
var reasons = map[int]notice.Reason{
	20003: notice.Locked,       // wrong credentials, or the account is suspended
	20005: notice.Locked,       // account not active
	20429: notice.Busy,         // too many requests
	20503: notice.Broken,       // service unavailable
	21211: notice.BadNumber,    // not a number
	21214: notice.BadNumber,    // cannot be reached
	21217: notice.BadNumber,    // not a number
	21408: notice.Locked,       // the account may not send to this country
	21606: notice.Locked,       // the sender is not ours or cannot send SMS
	21608: notice.Locked,       // a trial account, and the number is not verified
	21610: notice.OptedOut,     // the person has said STOP
	21611: notice.Busy,         // the queue of this sender is full
	21612: notice.Rejected,     // not from this sender to that number
	21614: notice.BadNumber,    // not a mobile
	21617: notice.TooLong,      // more than 1,600 characters
	21635: notice.BadNumber,    // landline
	21901: notice.Unregistered, // the DLT template id is invalid
	30001: notice.Busy,         // queue overflow
	30002: notice.Locked,       // the account is suspended
	30003: notice.Away,         // the handset is unreachable
	30004: notice.Rejected,     // blocked
	30005: notice.BadNumber,    // unknown handset
	30006: notice.BadNumber,    // landline
	30007: notice.Rejected,     // filtered by the operator
	30008: notice.Unknown,      // unknown error
	30009: notice.Broken,       // a part was lost on the way
	30010: notice.Credit,       // dearer than the most we would pay
	30017: notice.Busy,         // the operator's network is congested
	30018: notice.Unregistered, // the operator wants the sender registered
	30022: notice.Busy,         // too many for the operator
	30023: notice.Busy,         // daily cap
	30034: notice.Unregistered, // unregistered sender
	30410: notice.Away,         // the operator did not answer in time
	30500: notice.Broken,       // internal failure
	63038: notice.Busy,         // daily limit of the account
}

// reasonOf goes by the status alone.
func reasonOf(status int) notice.Reason {
	switch {
	case status == http.StatusTooManyRequests:
		return notice.Busy
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout: // taken or not, nobody knows
		return notice.TimedOut
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return notice.Locked
	case status >= 500:
		return notice.Broken
	}
	return notice.Rejected
}
