package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/redis/go-redis/v9"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/form"
	people "duar/seva/identity"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/notice"
	"duar/seva/office"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/store/session"
	"duar/store/sqlstore"
	"duar/ussd"
	"duar/ussd/dialogue"
)

// house is duar with its doors still shut: the stores open and the desks staffed, before
// any face is put before them. Close shuts what open opened, in reverse.
type house struct {
	world     seva.World
	log       *slog.Logger
	store     *sqlstore.Store
	sessions  ussd.Sessions
	redis     *session.Redis // nil when sessions are in the database
	places    *place.Index
	land      *land.Desk
	door      *people.Desk
	cases     *casework.Desk
	fees      *charge.Desk
	offices   *office.Directory
	watches   *watch.Desk
	deeds     *mutation.Desk
	documents *document.Desk // nil where no papers are made
	services  *service.Desk
	registry  *registry.Desk
	keeper    registry.Keeper
	secret    []byte
	closers   []func() error
}

// openStore opens the database and brings its tables up to this program.
func (e engines) openStore(ctx context.Context, s *streams) (*sqlstore.Store, error) {
	url, err := e.storeURL()
	if err != nil {
		return nil, err
	}
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return nil, fmt.Errorf("the database cannot be opened: %s", cause(err))
	}
	if err := store.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("the database's tables cannot be brought up to date: %s", cause(err)), store.Close())
	}
	return store, nil
}

// open opens everything behind the faces. Places that the store lacks, or that are of
// an older program, are put there first: they are part of the program.
func (e engines) open(ctx context.Context, s *streams) (*house, error) {
	secret, err := e.secret(s.world, os.Getenv("DUAR_SECRET"))
	if err != nil {
		return nil, err
	}
	h := &house{world: s.world, log: s.log, secret: secret}
	if h.store, err = e.openStore(ctx, s); err != nil {
		return nil, err
	}
	h.closers = append(h.closers, h.store.Close)
	if err := h.furnish(ctx, e); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) furnish(ctx context.Context, e engines) error {
	version, err := h.store.PlacesVersion(ctx)
	if err != nil {
		return err
	}
	if version == "" {
		atlas, err := catalogue.Atlas()
		if err != nil {
			return err
		}
		if err := h.store.PutPlaces(ctx, atlas); err != nil {
			return err
		}
	}
	atlas, err := h.store.Places(ctx)
	if err != nil {
		return err
	}
	if h.places, err = place.New(atlas); err != nil {
		return err
	}
	h.land = land.NewDesk(h.store)
	if err := h.staff(ctx, e, atlas); err != nil {
		return err
	}
	h.sessions = session.NewTable(h.store)
	if e.Redis == "" {
		return nil
	}
	redis.SetLogger(redisLog{h.log}) // it would write to standard error in its own way
	if h.redis, err = session.OpenRedis(ctx, e.Redis); err != nil {
		return fmt.Errorf("--redis: %w", err)
	}
	h.sessions = h.redis
	h.closers = append(h.closers, h.redis.Close)
	return nil
}

func (h *house) close() error {
	var errs []error
	for i := len(h.closers) - 1; i >= 0; i-- {
		errs = append(errs, h.closers[i]())
	}
	h.closers = nil
	return errors.Join(errs...)
}

// redisLog brings what the Redis client says of its connections into the log.
type redisLog struct{ log *slog.Logger }

// Printf is the client's logger interface.
func (l redisLog) Printf(ctx context.Context, format string, values ...any) {
	l.log.WarnContext(ctx, "redis", "said", fmt.Sprintf(format, values...))
}

// phonesMetered is how many budgets of phones are remembered at a time: three for a number
// that is busy, some 20 MB when all are in use.
const phonesMetered = 1 << 18

// exchange puts the phone face before the desks. Without a carrier no SMS is offered.
func (h *house) exchange(c notice.Carrier, p phoneSettings) (*ussd.Exchange, error) {
	machine, err := machine(h.land.For(land.Glance), h.places, p.Helpline)
	if err != nil {
		return nil, err
	}
	if c == nil {
		machine, c = machine.Mute(), noCarrier{}
	}
	return ussd.NewExchange(ussd.Parts{
		Sessions: h.sessions, Preferences: h.store, Carrier: c, Machine: machine, Counters: h.counters,
		Land: h.beside, Pins: h.door, Stops: h.store.Stops(), Meter: budget.NewLocal(h.world, phonesMetered),
		MostTurns: p.Turns, MostAnswers: p.Answers,
		Registry: func(p people.Principal, _ seva.Lang) registry.Counter {
			return h.registry.For(p.Caller(string(form.OnPhone)))
		},
		Cases: func(p people.Principal, _ seva.Lang) casework.Counter {
			return h.cases.For(p.Caller(string(form.OnPhone)))
		},
		World: h.world, Secret: h.secret, Log: h.log,
	}), nil
}

// machine makes the dialogue with the catalogue's menus.
func machine(counter land.Counter, places place.Desk, helpline string) (*dialogue.Machine, error) {
	menu, err := phoneMenu()
	if err != nil {
		return nil, err
	}
	return dialogue.New(counter, places, menu, helpline)
}

// phoneMenu turns the catalogue's menu into the dialogue's: neither room may know the other.
func phoneMenu() (dialogue.Menu, error) {
	data, err := catalogue.PhoneMenu()
	if err != nil {
		return dialogue.Menu{}, err
	}
	words, err := catalogue.PhoneKeywords()
	if err != nil {
		return dialogue.Menu{}, err
	}
	menu := dialogue.Menu{Version: data.Version}
	for _, l := range data.Lists {
		list := dialogue.List{ID: l.ID}
		for _, i := range l.Items {
			list.Entries = append(list.Entries, dialogue.Entry{Number: i.Number, ID: i.ID, Quiet: i.Quiet})
		}
		menu.Lists = append(menu.Lists, list)
	}
	for _, k := range words {
		menu.Keywords = append(menu.Keywords, dialogue.Keyword{Word: k.Word, Intent: k.Intent, Lang: k.Lang})
	}
	return menu, nil
}

// quiet gives streams whose log goes nowhere, for commands that own the terminal.
func (s *streams) quiet() *streams {
	q := *s
	q.log = slog.New(slog.NewJSONHandler(io.Discard, nil))
	return &q
}

// draining bounds a piece of work that is done while the program stops.
func draining() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), drain)
}
