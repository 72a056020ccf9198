package grips

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"duar/seva"
)

// keptBook is a stand-in's book in its file. Its key and where it listened are in it too, so
// that a page which was handed out before a restart goes on behind it.
type keptBook struct {
	Key    []byte        `json:"key"`
	Listen string        `json:"listen"`
	Count  int           `json:"count"`
	Books  []keptAccount `json:"books"` // in their order
}

type keptAccount struct {
	Order  demand   `json:"order"`
	GPR    string   `json:"gpr"`
	Status string   `json:"status"`
	Lines  []Credit `json:"lines"`
}

// OpenStandIn makes a stand-in whose book is in a file, and goes on with what is in it. A
// file that cannot be read is an error: a treasury that forgets loses money.
func OpenStandIn(file, src string, mode Cipher, w seva.World) (*StandIn, error) {
	var k keptBook
	text, err := os.ReadFile(file) //nolint:gosec // the demo's own folder
	switch {
	case errors.Is(err, fs.ErrNotExist):
		k.Key = w.Bytes(16)
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(text, &k); err != nil {
			return nil, errors.New("grips: the stand-in's book " + file + " cannot be read; take it away to begin a new one")
		}
	}
	s, err := NewStandIn(src, k.Key, mode, w)
	if err != nil {
		return nil, err
	}
	s.file, s.key, s.listen, s.count = file, k.Key, k.Listen, k.Count
	for _, a := range k.Books {
		s.books[a.Order.DPR] = &account{order: a.Order, gpr: a.GPR, status: a.Status, lines: a.Lines}
		s.order = append(s.order, a.Order.DPR)
	}
	return s, nil
}

// Key gives the key that its clients need.
func (s *StandIn) Key() []byte { return s.key }

// Listened gives where it listened the last time; "" for nowhere.
func (s *StandIn) Listened() string { return s.listen }

// Listens notes where it listens now.
func (s *StandIn) Listens(at string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listen = at
	s.keep()
	return s.lost
}

// Err gives what kept the book from being written, if anything did.
func (s *StandIn) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lost
}

// keep writes the book whole, beside the old one, and then in its place: whoever stops the
// program in between finds the old one. To be called with the lock held, after every change.
func (s *StandIn) keep() {
	if s.file == "" {
		return
	}
	k := keptBook{Key: s.key, Listen: s.listen, Count: s.count}
	for _, dpr := range s.order {
		a := s.books[dpr]
		k.Books = append(k.Books, keptAccount{a.order, a.gpr, a.status, a.lines})
	}
	text, err := json.Marshal(k)
	if err == nil {
		err = replace(s.file, text)
	}
	s.lost = err
}

// replace puts a text in a file's place, readable by its owner only.
func replace(file string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
