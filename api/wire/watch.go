package wire

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/watch"
)

// Watch is watch.Watch, told to whose it is: the number it goes to is masked.
type Watch struct {
	ID      string    `json:"id"`
	No      int       `json:"no"`
	Land    Land      `json:"land"`
	Lang    string    `json:"lang"`
	Phone   string    `json:"phone"`
	Channel Label     `json:"channel"`
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until"`
	Said
}

// NewWatch spells a watch for whose it is.
func NewWatch(v Voice, w watch.Watch) Watch {
	return Watch{
		ID: w.ID, No: w.No, Land: Land(w.Key), Lang: string(w.Lang), Phone: w.Phone.Masked(),
		Channel: v.label(w.Channel, "api.channel."+w.Channel), Since: w.Since.UTC(), Until: w.Until.UTC(), Said: NewSaid(v, w.Text()),
	}
}

// Facts gives the watch back, its number masked and without its consent.
func (w Watch) Facts() (watch.Watch, error) {
	return watch.Watch{ID: w.ID, No: w.No, Phone: seva.Phone(w.Phone), Key: casework.Key(w.Land), Lang: seva.Lang(w.Lang),
		Channel: w.Channel.Key, Since: w.Since, Until: w.Until}, nil
}
