package wire

import (
	"duar/seva"
	"duar/seva/office"
)

// Office is office.Office. What is not known is absent.
type Office struct {
	ID      string `json:"id"`
	Level   string `json:"level"`
	Name    string `json:"name"`
	Place   Names  `json:"place"`
	Officer string `json:"officer"` // the designation of who heads it
	Person  Names  `json:"person,omitzero"`
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Address Names  `json:"address,omitzero"`
	Days    Label  `json:"days,omitzero"`
	Opens   string `json:"opens,omitempty"`
	Closes  string `json:"closes,omitempty"`
	Above   string `json:"above,omitempty"` // the office that hears appeals
	Source  string `json:"source,omitempty"`
	Sure    bool   `json:"sure"`
}

// NewOffice spells an office for a reader.
func NewOffice(v Voice, o office.Office) Office {
	level := string(o.Level)
	return Office{
		ID: o.ID, Level: level, Name: v.Say(seva.Say("office."+level, seva.Args{"Place": o.Place})), Place: Names(o.Place),
		Officer: v.Say(seva.Say("officer." + level)), Person: Names(o.Contact.Officer), Phone: o.Phone, Email: o.Email,
		Address: Names(o.Address), Days: v.label(string(o.Days), "days."+string(o.Days)), Opens: o.Opens, Closes: o.Closes,
		Above: o.Above, Source: o.Source, Sure: o.Sure,
	}
}

// Facts gives the office back.
func (o Office) Facts() (office.Office, error) {
	return office.Office{
		ID: o.ID, Level: office.Level(o.Level), Place: o.Place.Facts(), Above: o.Above,
		Contact: office.Contact{Officer: o.Person.Facts(), Phone: o.Phone, Email: o.Email, Address: o.Address.Facts(),
			Days: office.Days(o.Days.Key), Opens: o.Opens, Closes: o.Closes, Source: o.Source, Sure: o.Sure},
	}, nil
}
