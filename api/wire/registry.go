package wire

import (
	"strings"
	"time"

	"duar/seva"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// Notice is registry.Notice: what a purpose is put before a person as. Items are called by
// their name, and Use says what each is needed for.
type Notice struct {
	Purpose Label        `json:"purpose"`
	Words   string       `json:"words"`
	Why     string       `json:"why,omitempty"`
	Basis   string       `json:"basis"`
	Items   []NoticeItem `json:"items"`
	Keep    int          `json:"keep_days"`
	Shared  []Label      `json:"shared"`
	Version string       `json:"version"`
}

// NoticeItem is registry.Item. Key and use_key are those of the messages.
type NoticeItem struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Name   string `json:"name"`
	UseKey string `json:"use_key"`
	Use    string `json:"use,omitempty"`
}

// NewNotice spells a notice for a reader.
func NewNotice(v Voice, n registry.Notice) Notice {
	out := Notice{
		Purpose: v.label(n.ID, "purpose."+n.Words), Words: n.Words, Basis: string(n.Basis), Items: []NoticeItem{}, Keep: n.Keep,
		Shared: labels(v, n.Shared, under("department.")), Version: n.Version,
	}
	if why := "purpose." + n.Words + ".why"; v.knows(why) {
		out.Why = v.Say(seva.Say(why))
	}
	for _, it := range n.Items {
		item := NoticeItem{ID: it.ID, Key: it.Words, Name: v.label(it.ID, it.Words).Name, UseKey: it.Use}
		if it.Use != "" && v.knows(it.Use) {
			item.Use = v.Say(seva.Say(it.Use))
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// Facts gives the notice back.
func (n Notice) Facts() (registry.Notice, error) {
	out := registry.Notice{Purpose: registry.Purpose{
		ID: n.Purpose.Key, Words: n.Words, Basis: registry.Basis(n.Basis), Keep: n.Keep, Shared: keys[string](n.Shared),
	}, Version: n.Version}
	for _, it := range n.Items {
		out.Items = append(out.Items, registry.Item{ID: it.ID, Words: it.Key, Use: it.UseKey})
	}
	return out, nil
}

// Consent is ledger.Consent, told to whose it is: whose is therefore left out.
type Consent struct {
	ID        string    `json:"id"`
	Purpose   Label     `json:"purpose"`
	Version   string    `json:"version"`
	Lang      string    `json:"lang"`
	Channel   Label     `json:"channel"`
	By        string    `json:"by,omitempty"`
	Number    string    `json:"number,omitempty"`
	Given     time.Time `json:"given"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	On        Label     `json:"withdrawn_channel,omitzero"`
}

// NewConsent spells a line of the ledger for the person whose it is.
func NewConsent(v Voice, c ledger.Consent) Consent {
	purpose := Label{Key: c.Purpose, Name: c.Purpose}
	if name := registry.PurposeText(c.Purpose); v.knows(name.Key) {
		purpose.Name = v.Say(name)
	}
	return Consent{
		ID: c.ID, Purpose: purpose, Version: c.Version, Lang: string(c.Lang),
		Channel: v.label(c.Channel, "api.channel."+c.Channel), By: c.By, Number: c.Number, Given: c.Given.UTC(),
		Withdrawn: c.Withdrawn.UTC(), On: v.label(c.WithdrawnChannel, "api.channel."+c.WithdrawnChannel),
	}
}

// Facts gives the consent back, but for whose it is.
func (c Consent) Facts() (ledger.Consent, error) {
	return ledger.Consent{
		ID: c.ID, Purpose: c.Purpose.Key, Version: c.Version, Lang: seva.Lang(c.Lang), Channel: c.Channel.Key, By: c.By,
		Number: c.Number, Given: c.Given, Withdrawn: c.Withdrawn, WithdrawnChannel: c.On.Key,
	}, nil
}

// Looks is registry.Looks.
type Looks struct {
	Count int       `json:"count"`
	Since time.Time `json:"since"`
	Last  []Look    `json:"last"`
}

// Look is ledger.Look, without who looked and at whose case.
type Look struct {
	Number  string    `json:"number"`
	Role    Label     `json:"role"`
	Office  Label     `json:"office,omitzero"`
	Why     Label     `json:"why"`
	Channel Label     `json:"channel"`
	At      time.Time `json:"at"`
}

// NewLooks spells who looked for the person whose case it was.
func NewLooks(v Voice, l registry.Looks) Looks {
	out := Looks{Count: l.Count, Since: l.Since.UTC(), Last: []Look{}}
	for _, one := range l.Last {
		department, _, _ := strings.Cut(one.Office, ".")
		out.Last = append(out.Last, Look{
			Number: one.Number, Role: v.label(one.Role, "api.role."+one.Role), Office: v.label(one.Office, "department."+department),
			Why: v.label(one.Why, whyWords(v, one.Why)), Channel: v.label(one.Channel, "api.channel."+one.Channel), At: one.At.UTC(),
		})
	}
	return out
}

// whyWords gives the key of why somebody looked: of an act, where it has no words of its
// own here, the act's.
func whyWords(v Voice, why string) string {
	if action, ok := strings.CutPrefix(why, "act."); ok && !v.knows("why."+why) {
		return "action." + action
	}
	return "why." + why
}

// Facts gives the looks back.
func (l Looks) Facts() (registry.Looks, error) {
	out := registry.Looks{Count: l.Count, Since: l.Since}
	for _, one := range l.Last {
		out.Last = append(out.Last, ledger.Look{
			Number: one.Number, Role: one.Role.Key, Office: one.Office.Key, Why: one.Why.Key, Channel: one.Channel.Key, At: one.At,
		})
	}
	return out, nil
}
