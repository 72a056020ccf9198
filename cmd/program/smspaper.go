package program

import (
	"duar/seva"
	"duar/seva/document"
)

// paperSayings adds what is put into SMS about signed papers: their kinds, and why one was
// revoked.
func paperSayings(said map[string][]seva.Args) {
	for _, k := range []document.Kind{document.RoR, document.PlotIndex, document.PlotMap} {
		for _, where := range []string{"valid", "superseded", "superseded_newer", "revoked"} {
			said["sms.document."+where] = append(said["sms.document."+where], seva.Args{"Kind": seva.Say("document." + string(k))})
		}
	}
	for _, reason := range document.Reasons() {
		said["sms.document.void"] = append(said["sms.document.void"], seva.Args{"Reason": seva.Say("reason.revoke." + reason)})
	}
}
