package program

import (
	"context"
	"fmt"
	"os"
	"time"

	"filippo.io/age"

	"duar/store/backup"
)

type restoreCommand struct {
	engines
	auditKeys
	From     string   `required:"" help:"The backup." type:"existingfile" env:"-"`
	Identity []string `required:"" help:"File of the key that opens it, of 'duar backup keygen'; may be repeated." placeholder:"FILE" sep:"none" env:"-"`
}

// Run puts a backup into an empty place: a data folder, and with --database an empty
// PostgreSQL. Nothing is there under its name before all of it has been proved.
func (c restoreCommand) Run(ctx context.Context, s *streams) error {
	start := time.Now()
	there, err := files(c.Data)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fmt.Errorf("%s is not empty (%s): a backup is restored into an empty folder; name a new one with --data, or move this one away", c.Data, there[0])
	}
	r, done, err := c.open()
	if err != nil {
		return err
	}
	defer done()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	// In the folder itself: it may be a disk of its own, which nothing is renamed into.
	staging, err := os.MkdirTemp(c.Data, ".restore-")
	if err != nil {
		return err
	}
	defer func() {
		_ = os.RemoveAll(staging)
		_ = os.Remove(c.Data) // which does nothing where something has been restored
	}()
	in := &incoming{Reader: r, command: c, dir: staging, world: s.world}
	if err := in.readHead(); err != nil {
		return err
	}
	var waiting int64
	if in.head.Engine == "postgres" {
		waiting, err = in.intoDatabase(ctx, s)
	} else {
		waiting, err = in.intoFile(ctx, s)
	}
	if err != nil {
		return plainly(err)
	}
	if err := in.settle(); err != nil {
		return err
	}
	in.tell(s, waiting, time.Since(start))
	return nil
}

func (c restoreCommand) identities() ([]age.Identity, error) {
	var contents [][]byte
	for _, name := range c.Identity {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return backup.Identities(contents...)
}

func (c restoreCommand) open() (*backup.Reader, func(), error) {
	ids, err := c.identities()
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(c.From)
	if err != nil {
		return nil, nil, err
	}
	r, err := backup.Open(f, ids...)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return r, func() { f.Close() }, nil
}
