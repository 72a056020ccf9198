package smpp

import (
	"errors"
	"strconv"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
)

// reasons puts the statuses of SMPP 3.4 into our words. One that is not here is DLT's, or
// Unknown: time or another carrier may mend it, and the log has its number.
var reasons = map[pdu.Status]notice.Reason{
	pdu.InvalidLength:   notice.Rejected,
	pdu.InvalidCmdLen:   notice.Rejected,
	pdu.InvalidCommand:  notice.Rejected,
	pdu.InvalidBind:     notice.Locked, // the account may not send
	pdu.AlreadyBound:    notice.Busy,   // the bind of before is not forgotten yet
	pdu.SystemError:     notice.Broken,
	pdu.InvalidSource:   notice.Unregistered, // the header is not ours at this operator
	pdu.InvalidDest:     notice.BadNumber,
	pdu.BindFailed:      notice.Locked,
	pdu.InvalidPassword: notice.Locked,
	pdu.InvalidSystemID: notice.Locked,
	pdu.QueueFull:       notice.Busy,
	pdu.InvalidService:  notice.Rejected,
	pdu.SubmitFailed:    notice.Broken,
	pdu.InvalidSrcTON:   notice.Rejected,
	pdu.InvalidSrcNPI:   notice.Rejected,
	pdu.InvalidDstTON:   notice.BadNumber,
	pdu.InvalidDstNPI:   notice.BadNumber,
	pdu.InvalidSysType:  notice.Locked,
	pdu.Throttled:       notice.Busy,
	pdu.TemporaryError:  notice.Broken,
	pdu.PermanentError:  notice.Rejected,
	pdu.RejectedHere:    notice.Rejected,
	pdu.InvalidTLVs:     notice.Rejected,
	pdu.DeliveryFailure: notice.Rejected,
	pdu.UnknownError:    notice.Broken,
}

// reasonOf is the reason of a status. India's DLT codes come as vendors like: 651 as the
// number, or as the digits 0x651.
func reasonOf(s pdu.Status) notice.Reason {
	if why, known := reasons[s]; known {
		return why
	}
	if why, dlt := gateway.DLT(int(s)); dlt {
		return why
	}
	if digits, err := strconv.Atoi(strconv.FormatUint(uint64(s), 16)); err == nil {
		if why, dlt := gateway.DLT(digits); dlt {
			return why
		}
	}
	return notice.Unknown
}

// refused is the failure of a request that was answered with a status.
func refused(s pdu.Status) *notice.Failure {
	return notice.Fail(reasonOf(s), s.String(), errors.New("the message centre refused"))
}

// Failures of the bind itself.
var (
	errDown    = notice.Fail(notice.Unreachable, "unbound", errors.New("there is no bind to the message centre"))
	errLocked  = notice.Fail(notice.Locked, "bind_refused", errors.New("the message centre refuses our account"))
	errLate    = notice.Fail(notice.TimedOut, "timeout", errors.New("no answer in time"))
	errCut     = notice.Fail(notice.TimedOut, "cut", errors.New("the connection broke before the answer"))
	errCrowded = notice.Fail(notice.Busy, "window", errors.New("the window did not open in time"))
)
