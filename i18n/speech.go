package i18n

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"duar/seva"
)

// speech is every language with its messages.
type speech struct {
	tongues map[seva.Lang]*tongue
	bad     []Problem // what could not be read; check adds the rest
}

// message is one key's words in one language: plain when it is always the same,
// otherwise one pattern a plural form, of which other is always there.
type message struct {
	plain  string
	forms  [forms]pattern
	has    [forms]bool
	plural bool // has a form besides other
}

// read reads one file a language. It never fails: what it cannot read it leaves out
// and notes, for check to report.
func read(files fs.FS) *speech {
	s := &speech{tongues: map[seva.Lang]*tongue{}}
	for _, l := range seva.PhoneLangs() {
		s.tongues[l] = s.readTongue(files, l)
	}
	return s
}

func (s *speech) readTongue(files fs.FS, l seva.Lang) *tongue {
	tag := language.Make(string(l))
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	t := &tongue{
		lang: l, messages: map[string]*message{}, unread: map[string]bool{},
		plurals: newPlurals(i18n.NewLocalizer(bundle, string(l))),
	}
	path := "messages/active." + string(l) + ".toml"
	text, err := fs.ReadFile(files, path)
	if err == nil {
		var parsed *i18n.MessageFile
		if parsed, err = bundle.ParseMessageFileBytes(text, path); err == nil {
			for _, m := range parsed.Messages {
				s.add(t, m)
			}
		}
	}
	if err != nil {
		s.note(l, "", fmt.Sprintf("file cannot be read: %v", err))
	}
	t.settle()
	return t
}

func (s *speech) add(t *tongue, m *i18n.Message) {
	msg := &message{}
	for f, src := range [forms]string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		if src == "" {
			continue
		}
		p, err := compile(src)
		if err != nil {
			s.note(t.lang, m.ID, err.Error())
			t.unread[m.ID] = true
			return
		}
		msg.forms[f], msg.has[f] = p, true
		msg.plural = msg.plural || form(f) != other
	}
	if !msg.has[other] {
		s.note(t.lang, m.ID, "empty, or without the form other")
		t.unread[m.ID] = true
		return
	}
	if p := msg.forms[other]; !msg.plural && p.static() {
		msg.plain = p.words()
	}
	t.messages[m.ID] = msg
}

func (s *speech) note(l seva.Lang, key, what string) {
	s.bad = append(s.bad, Problem{Lang: l, Key: key, What: what})
}

// tongue gives l's tongue; a language we do not speak is answered in English.
func (s *speech) tongue(l seva.Lang) *tongue {
	if t := s.tongues[l]; t != nil {
		return t
	}
	return s.tongues[seva.English]
}

func (s *speech) say(l seva.Lang, text seva.Text) string {
	t := s.tongue(l)
	if strings.HasPrefix(text.Key, posted) {
		t = t.wire
	}
	return s.sayIn(t, text)
}

// sayIn says a text as t writes it; what is put into a posted message is posted too.
func (s *speech) sayIn(t *tongue, text seva.Text) string {
	msg := t.messages[text.Key]
	if msg == nil {
		english := s.tongues[seva.English]
		if t.wire == nil {
			english = english.wire
		}
		if t, msg = english, english.messages[text.Key]; msg == nil {
			return "⟪" + text.Key + "⟫"
		}
	}
	if msg.plain != "" {
		return msg.plain
	}
	b := make([]byte, 0, 256)
	return string(s.fill(b, t, msg, text.Args))
}

func (s *speech) fill(b []byte, t *tongue, msg *message, args seva.Args) []byte {
	f := other
	if msg.plural {
		if n, ok := args["Count"].(int); ok {
			if f = t.plurals.form(n); !msg.has[f] {
				f = other
			}
		}
	}
	return msg.forms[f].fill(b, func(b []byte, name string) []byte {
		value, given := args[name]
		if !given {
			return append(append(append(b, "⟪"...), name...), "⟫"...)
		}
		return s.append(b, t, name, value)
	})
}

func (m *message) placeholders() []string {
	var names []string
	for _, p := range m.forms {
		for _, seg := range p {
			if seg.name != "" {
				names = append(names, seg.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
