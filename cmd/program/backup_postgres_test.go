package program

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"duar/seva"
	"duar/store/backup"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// onPostgres gives a PostgreSQL on which a server has run, with entries in its log, and a
// backup of it.
func onPostgres(t *testing.T) (url, archive, identity, public string) {
	t.Helper()
	t.Setenv(secretVariable, strings.Repeat("5a", 32)) // servers on one database share them
	keys := t.TempDir()
	ok(t, "audit", "key", "--data", keys)
	key, err := os.ReadFile(filepath.Join(keys, auditKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(auditVariable, strings.TrimSpace(string(key)))
	url = storetest.Postgres(t)
	data := t.TempDir()
	served(t, data, url)
	store, err := sqlstore.Open(t.Context(), url, sqlstore.WithWorld(seva.RealWorld()))
	if err != nil {
		t.Fatal(err)
	}
	act(t, store, 30)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	identity, public = keyOfBackups(t)
	archive = filepath.Join(t.TempDir(), "one.backup")
	ok(t, "backup", "--data", data, "--database", url, "--to", archive, "--recipient", public)
	return url, archive, identity, public
}

// served lets a server run on a database until it answers, and stops it.
func served(t *testing.T, data, url string) {
	t.Helper()
	_, stop := running(t, "duar.serving", "serve", "--listen", free(t), "--metrics", "", "--notice", "0s", "--data", data, "--database", url)
	if code := stop(); code != 0 {
		t.Fatalf("serve: %d", code)
	}
}

// count reads one number.
func count(t *testing.T, url, query string) (n int64) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What a server has left in PostgreSQL, tables of River's among it, is backed up and restored,
// is served again, and steps can be taken back and again.
func TestBackupOfPostgres(t *testing.T) {
	url, archive, identity, _ := onPostgres(t)
	const rivers = `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname LIKE 'river\_%'`
	if count(t, url, rivers) == 0 {
		t.Fatal("the server made no tables for its tasks")
	}
	there, data := storetest.Postgres(t), filepath.Join(t.TempDir(), "new")
	said := ok(t, "restore", "--from", archive, "--identity", identity, "--data", data, "--database", there)
	if !strings.Contains(said, "30 entries of the log as they were signed") && !strings.Contains(said, "entries of the log as they were signed") {
		t.Errorf("it said: %s", said)
	}
	for _, table := range []string{"audit_leaf", "place_district"} {
		query := `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = '` + table + `'`
		if count(t, url, query) == 0 {
			continue
		}
		if was, is := count(t, url, "SELECT count(*) FROM "+table), count(t, there, "SELECT count(*) FROM "+table); was != is {
			t.Errorf("%s: %d rows, had %d", table, is, was)
		}
	}
	if n := count(t, there, rivers); n > 0 {
		t.Errorf("%d tables for tasks came out of the backup", n)
	}
	served(t, data, there)
	ok(t, "audit", "verify", "--data", data, "--database", there)
	for range 3 {
		ok(t, "migrate", "--down", "--lose-data", "--data", data, "--database", there)
	}
	ok(t, "migrate", "--data", data, "--database", there)
	served(t, data, there)
	if r := duar(t, "restore", "--from", archive, "--identity", identity, "--data", filepath.Join(t.TempDir(), "other"), "--database", there); r.code == 0 {
		t.Error("restored into a database that is not empty")
	}
}

// Whoever knows the public key can shut an archive. Its head names the tables that are emptied
// and filled, and may name none but those of the schema, each once and all of them.
func TestRestoreOfForeignTables(t *testing.T) {
	_, archive, identity, public := onPostgres(t)
	for name, change := range map[string][2]string{
		"of PostgreSQL itself": {`"tables":[`, `"tables":[{"name":"pg_description","columns":["objoid"]},`},
		"steps":                {`"tables":[`, `"tables":[{"name":"goose_db_version","columns":["id"]},`},
		"one missing":          {`{"name":"audit_leaf"`, `{"name":"audit_tree"`},
		"another column":       {`"columns":["`, `"columns":["nothing","`},
	} {
		t.Run(name, func(t *testing.T) {
			forged := repacked(t, archive, identity, public, func(part string, content []byte) []byte {
				if part == backup.HeadPart {
					changed := bytes.Replace(content, []byte(change[0]), []byte(change[1]), 1)
					if bytes.Equal(changed, content) {
						t.Fatalf("nothing changed in %s", content)
					}
					return changed
				}
				return content
			})
			r := duar(t, "restore", "--from", forged, "--identity", identity, "--data", filepath.Join(t.TempDir(), "new"), "--database", storetest.Postgres(t))
			if r.code != 1 || !strings.Contains(r.out+r.err, "its tables are not those of its schema") {
				t.Errorf("%d %s %s", r.code, r.out, r.err)
			}
		})
	}
}
