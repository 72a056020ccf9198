package audit

import (
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Vouch has the log's key sign something that is no checkpoint: text, one line, behind a
// first line that says what kind of thing it is ("duar backup"). A kind that begins as a
// checkpoint does is refused: one signature must never serve as the other.
func (k Key) Vouch(kind, text string) (signed string, err error) {
	if kind == "" || kind == origin || strings.ContainsRune(kind+text, '\n') {
		return "", errors.New("audit: what is vouched for is one line behind its kind, and no checkpoint")
	}
	b, err := note.Sign(&note.Note{Text: kind + "\n" + text + "\n"}, k.signer)
	return string(b), err
}

// Vouched gives the text that one of the witness's keys has signed under this kind.
func (w Witness) Vouched(kind, signed string) (text string, err error) {
	all, err := w.open([]byte(signed))
	if err != nil {
		return "", err
	}
	first, rest, _ := strings.Cut(all, "\n")
	text, behind, _ := strings.Cut(rest, "\n")
	if first != kind || kind == origin || behind != "" {
		return "", errors.New("audit: the signature is good, and of something else")
	}
	return text, nil
}
