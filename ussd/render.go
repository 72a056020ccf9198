package ussd

import (
	"strconv"

	"duar/i18n"
	"duar/seva"
	"duar/ussd/dialogue"
	"duar/ussd/page"
)

// Keys are printed as ASCII digits in every language, because keypads type those.
type keys struct {
	back, home, more, previous string
}

func allKeys() map[seva.Lang]keys {
	all := map[seva.Lang]keys{}
	for _, l := range seva.PhoneLangs() {
		all[l] = keysIn(l)
	}
	return all
}

func keysIn(l seva.Lang) keys {
	return keys{
		back:     "0 " + i18n.Say(l, seva.Say("phone.key.back")),
		home:     "00 " + i18n.Say(l, seva.Say("phone.key.home")),
		more:     "98 " + i18n.Say(l, seva.Say("phone.key.more")),
		previous: "99 " + i18n.Say(l, seva.Say("phone.key.previous")),
	}
}

// footer is the line of keys under a page: those that lead anywhere. Where a screen
// holds 60 letters the way out is printed only where reading ends, on the last page,
// and works on all. An SMS is not a screen: it tells only of more.
func (k keys) footer(l seva.Lang, s dialogue.Screen, c Channel) func(i int, first, last bool) string {
	return func(_ int, first, last bool) string {
		line := ""
		add := func(applies bool, key string) {
			if applies && line != "" {
				line += " "
			}
			if applies {
				line += key
			}
		}
		out := c == USSD && (last || l.Roman())
		add(out && s.Back, k.back)
		add(out && s.Home, k.home)
		add(!last, k.more)
		add(c == USSD && !first && !(last && s.End), k.previous) // nothing can be typed after the end
		return line
	}
}

// pages puts a screen into words for l and cuts it for the turn. There is always at
// least one page. For a stranger (l is empty) the screen is the choice of languages,
// each of which says itself.
func (x *Exchange) pages(t Turn, l seva.Lang, s dialogue.Screen, reason seva.Text) ([]string, error) {
	l = readIn(l, s)
	return render(l, x.keys[l], t.Channel, t.budget(), s, reason)
}

// aside is a text said alone, with the keys of the page that it is said instead of.
func (x *Exchange) aside(t Turn, l seva.Lang, s dialogue.Screen, text seva.Text, at, pages int) string {
	l = readIn(l, s)
	said := i18n.Say(l, text)
	if line := x.keys[l].footer(l, s, t.Channel)(at, at == 0, at == pages-1); line != "" {
		said += "\n" + line
	}
	return said
}

// readIn is the language that a screen is said in.
func readIn(l seva.Lang, s dialogue.Screen) seva.Lang {
	if l == "" {
		l = seva.Bengali
	}
	if s.Roman {
		l = l.InScript(true)
	}
	return l
}

func render(l seva.Lang, k keys, c Channel, b page.Budget, s dialogue.Screen, reason seva.Text) ([]string, error) {
	body := words(l, c, s, reason)
	pages, err := page.Paginate(body, k.footer(l, s, c), b)
	// On a question 98 may be the answer, so there it had better not be a key: rather
	// than a second page the keys go unprinted.
	if err == nil && len(pages) > 1 && s.Question && page.Fits(body, b) {
		return []string{body}, nil
	}
	if err != nil || len(pages) == 0 {
		return []string{body}, err
	}
	return pages, nil
}

// Render gives the pages of a screen as a person of l reads them on a channel, and
// whatever does not fit as an error; for checking every screen beforehand.
func Render(l seva.Lang, c Channel, b page.Budget, s dialogue.Screen, reason seva.Text) ([]string, error) {
	if s.Roman {
		l = l.InScript(true)
	}
	return render(l, keysIn(l), c, Turn{Channel: c, Budget: b}.budget(), s, reason)
}

// words is the screen as one text: why it is shown again, what it says, what can be
// chosen, a line each.
func words(l seva.Lang, c Channel, s dialogue.Screen, reason seva.Text) string {
	b := make([]byte, 0, 256)
	line := func(text string) {
		if len(b) > 0 {
			b = append(b, '\n')
		}
		b = append(b, text...)
	}
	body := s.Body
	if c == SMS && s.Posted != nil {
		body = s.Posted
	}
	if !reason.IsZero() {
		line(i18n.Say(l, reason))
		if s.Again != nil {
			body = s.Again
		}
	}
	for _, t := range body {
		line(i18n.Say(l, t))
	}
	for _, i := range s.Items {
		if i.Sends && c == SMS {
			continue
		}
		line("")
		number := strconv.Itoa(i.Number)
		for range i.Width - len(number) {
			b = append(b, '0')
		}
		b = append(append(b, number...), ' ')
		b = append(b, i18n.Say(l, i.Text)...)
	}
	return string(b)
}

// budget is what one page may hold. An SMS goes in parts, so its page is three of
// them, concatenated (TS 23.040: 153 septets or 67 units each).
func (t Turn) budget() page.Budget {
	if t.Channel == SMS {
		return page.Budget{Septets: 3 * 153, Units: 3 * 67}
	}
	if t.Budget == (page.Budget{}) {
		return page.USSD
	}
	return t.Budget
}
