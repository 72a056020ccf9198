package mutation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"duar/seva"
)

// Written gives the deed in the words of Input, one way of writing for one meaning.
func (d Deed) Written() Input {
	in := Input{Office: d.Office, Year: int64(d.Year), Number: d.Number, Book: d.Book, Registered: d.Registered.String(),
		Presented: d.Presented.String(), Kind: string(d.Kind), Consideration: int64(d.Consideration), Fee: int64(d.Fee), GRN: d.GRN}
	for _, s := range d.Sellers {
		in.Sellers = append(in.Sellers, InputSeller{s.Name, s.Guardian, s.Mouza.String(), s.Khatian.String()})
	}
	for _, b := range d.Buyers {
		one := InputBuyer{Name: b.Name, Guardian: b.Guardian, Relation: string(b.Relation), Address: b.Address}
		if b.Mobile != "" {
			one.Mobile = b.Mobile.E164()
		}
		if b.Share != 0 {
			one.Share = b.Share.String()
		}
		in.Buyers = append(in.Buyers, one)
	}
	for _, l := range d.Schedule {
		in.Schedule = append(in.Schedule, InputLine{l.Mouza.String(), l.Plot.String(), l.Khatian.String(), string(l.Class),
			l.Share.String(), l.Area.String(), int64(l.Buyer)})
	}
	return in
}

// Body is how a deed is kept: the JSON of Written.
func (d Deed) Body() ([]byte, error) { return json.Marshal(d.Written()) }

// Print tells deeds apart that say different things: SHA-256 over Body, in hex.
func (d Deed) Print() string {
	body, err := d.Body()
	if err != nil {
		panic("mutation: not JSON: " + err.Error()) // only texts and numbers are in it
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// KeptDeed reads what Body wrote. It was true when it came, whatever the date is now.
func KeptDeed(body []byte) (Deed, error) {
	in, err := decode(body)
	if err != nil {
		return Deed{}, err
	}
	return in.read(reading{today: seva.Date{Year: 9999, Month: 12, Day: 31}, kept: true})
}

// digest is a short name for words, which are not kept by it.
func digest(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:8])
}
