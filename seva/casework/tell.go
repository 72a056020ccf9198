package casework

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/notice"
)

// message gives the SMS that an event sends to the citizen, in the citizen's language; ok
// is false for one that tells nobody. c and events are as they are with the event, or as
// they are by now where it began a case that owes nothing (free).
//
// Its words have {{.Service}}, {{.Number}}, {{.State}}, {{.Next}}, {{.By}} (a day, or that
// there is none), {{.Given}} (the number that was given), {{.Reason}}, {{.Day}}, and where
// money is owed {{.Owed}} and {{.Demand}}; and what the act's effect says besides.
func (d *Desk) message(track Track, c Case, events []Event, ev Event, says seva.Args, free bool) (m notice.Message, ok bool) {
	a := track.Procedure.takenBy(ev)
	if a.Tells == "" || c.Applicant.Phone == "" || d.parts.Say == nil {
		return notice.Message{}, false
	}
	stands := d.glance(track, c, events, ev.At)
	next := stands.Next
	given := slices.Sorted(maps.Values(shown(ev.Given)))
	var reason any = ""
	if ev.Reason != "" {
		reason = seva.Say(a.reasonKey(ev.Reason))
	}
	if free && a.Tells == submitTells {
		a.Tells = freeTells
	}
	key := "sms.case." + a.Tells
	text := seva.Say(key, seva.Args{
		"Service": seva.Say("service." + c.Service), "Number": c.Number, "State": seva.Say("state." + c.State),
		"Next": next.Short(), "By": byWhen(next.By), "Given": strings.Join(given, ", "), "Reason": reason, "Day": ev.Day,
		"Owed": stands.Owed, "Demand": stands.Demand,
	}, says)
	lang := c.Applicant.Lang
	return notice.Message{
		Ref: fmt.Sprintf("%s#%d", c.Number, ev.Seq), To: c.Applicant.Phone, Lang: lang, Body: d.parts.Say(lang, text), Key: key,
	}, true
}

// leafOf is the audit leaf of an event.
func leafOf(number string, ev Event) audit.Leaf {
	return audit.Leaf{At: ev.Noted, Actor: ev.Actor, Role: string(ev.Role), Act: "case." + ev.Action, Subject: number, Digest: ev.Digest()}
}
