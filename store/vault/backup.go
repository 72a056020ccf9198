package vault

import (
	"context"
	"io"
	"path/filepath"

	"duar/store/backup"
)

// draftName is the copy of the vault while it is being packed.
const draftName = ".backup.vault.db"

// Dump copies the vault, shut as it is, into a part of a backup. What is in the database
// may name references of the vault, so the database is copied before its vault is: then
// none of them is missing here.
func (v *Vault) Dump(ctx context.Context, dir string, part func() io.WriteCloser) error {
	return backup.CopyFile(ctx, v.db, filepath.Join(dir, draftName), nil, part)
}
