package form

import (
	"duar/seva"
	"duar/seva/land"
)

// Masked tells whether an answer is shown masked once it is given.
func (f Field) Masked() bool { return f.Secret || f.Kind == Account || f.Kind == Aadhaar }

// hidden stands for a secret of which nothing is shown; its length says nothing.
const hidden = "****"

// Shown gives an answer as it may be shown again, to whoever gave it too: of an account
// and of an Aadhaar number the last four digits, of a name the first letters, of a mobile
// the last three, of other secrets nothing. A roster's columns are shown each by its own.
func (f Field) Shown(v Value) Value {
	switch {
	case v.IsZero():
		return v
	case f.Kind == Roster:
		shown := Value{Rows: make([]Answers, len(v.Rows))}
		for i, row := range v.Rows {
			shown.Rows[i] = shownBy(f.column, row)
		}
		return shown
	case !f.Masked():
		return v.clone()
	}
	switch f.Kind {
	case Aadhaar:
		return Value{Text: "XXXX XXXX " + lastFour(v.Text)}
	case Account:
		return Value{Text: "XXXXX" + lastFour(v.Text)}
	case Mobile:
		return Value{Text: seva.Phone(v.Text).Masked()}
	case Person:
		return Value{Text: land.Mask(v.Text)}
	}
	return Value{Text: hidden}
}

// lastFour never gives more than half of what there is.
func lastFour(s string) string {
	if len(s) < 8 {
		return "XXXX"
	}
	return s[len(s)-4:]
}

// Shown gives answers as they may be shown again, each as its field shows it. What the
// form does not know is left out.
func (f Form) Shown(a Answers) Answers { return shownBy(f.top, a) }

func shownBy(find func(string) (Field, bool), a Answers) Answers {
	shown := make(Answers, len(a))
	for id, v := range a {
		if field, there := find(id); there {
			shown[id] = field.Shown(v)
		}
	}
	return shown
}

// Typed gives an answer as it can be typed or sent again without changing it: money in
// rupees, several choices as a list, and what is shown masked as it is shown. It is what a
// face puts into a box that a person goes on to edit; Value.Text of money is not.
func (f Field) Typed(v Value) Input {
	if f.Masked() {
		return Input{Text: f.Shown(v).Text}
	}
	in := f.typed(v)
	in.Again = ""
	return in
}

// typed is Typed with nothing masked.
func (f Field) typed(v Value) Input {
	if f.Kind == Money {
		v.Text = rupees(v.Text)
	}
	return Input{Text: v.Text, Again: v.Text, List: v.List}
}
