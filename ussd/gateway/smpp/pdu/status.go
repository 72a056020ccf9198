package pdu

import "fmt"

// Status is how a request went (5.1.3).
type Status uint32

// The statuses that mean something to us. Others are for the log.
const (
	OK              Status = 0x00000000
	InvalidLength   Status = 0x00000001 // ESME_RINVMSGLEN
	InvalidCmdLen   Status = 0x00000002 // ESME_RINVCMDLEN
	InvalidCommand  Status = 0x00000003 // ESME_RINVCMDID
	InvalidBind     Status = 0x00000004 // ESME_RINVBNDSTS
	AlreadyBound    Status = 0x00000005 // ESME_RALYBND
	SystemError     Status = 0x00000008 // ESME_RSYSERR
	InvalidSource   Status = 0x0000000a // ESME_RINVSRCADR
	InvalidDest     Status = 0x0000000b // ESME_RINVDSTADR
	BindFailed      Status = 0x0000000d // ESME_RBINDFAIL
	InvalidPassword Status = 0x0000000e // ESME_RINVPASWD
	InvalidSystemID Status = 0x0000000f // ESME_RINVSYSID
	QueueFull       Status = 0x00000014 // ESME_RMSGQFUL
	InvalidService  Status = 0x00000015 // ESME_RINVSERTYP
	SubmitFailed    Status = 0x00000045 // ESME_RSUBMITFAIL
	InvalidSrcTON   Status = 0x00000048 // ESME_RINVSRCTON
	InvalidSrcNPI   Status = 0x00000049 // ESME_RINVSRCNPI
	InvalidDstTON   Status = 0x00000050 // ESME_RINVDSTTON
	InvalidDstNPI   Status = 0x00000051 // ESME_RINVDSTNPI
	InvalidSysType  Status = 0x00000053 // ESME_RINVSYSTYP
	Throttled       Status = 0x00000058 // ESME_RTHROTTLED
	TemporaryError  Status = 0x00000064 // ESME_RX_T_APPN: try again
	PermanentError  Status = 0x00000065 // ESME_RX_P_APPN: never again
	RejectedHere    Status = 0x00000066 // ESME_RX_R_APPN: refused
	InvalidTLVs     Status = 0x000000c0 // ESME_RINVOPTPARSTREAM
	DeliveryFailure Status = 0x000000fe // ESME_RDELIVERYFAILURE
	UnknownError    Status = 0x000000ff // ESME_RUNKNOWNERR
)

// String is the number as the standard writes it: "0x00000058".
func (s Status) String() string { return fmt.Sprintf("0x%08x", uint32(s)) }
