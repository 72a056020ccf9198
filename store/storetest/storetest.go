// Package storetest is the contract of the stores, as tests: one suite for whatever
// keeps the register, places, marks and preferences, one for whatever keeps drafts, cases
// and messages, and one for whatever keeps phone sessions. A new engine is one that passes them.
//
// It knows what a store promises. It does not know how any store keeps its promise.
package storetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The environment of the suites: real servers, and whether missing one is a failure.
const (
	postgresEnv = "DUAR_TEST_POSTGRES" // URL of a server where schemas may be made
	redisEnv    = "DUAR_TEST_REDIS"    // URL of a server whose keys may be written
	clusterEnv  = "DUAR_TEST_REDIS_CLUSTER"
	requireEnv  = "DUAR_TEST_REQUIRE" // "1": the servers must be there
)

// Postgres gives the URL of an empty schema of its own, dropped at the end of the test.
func Postgres(t testing.TB) string {
	t.Helper()
	server := need(t, postgresEnv)
	schema := "t_" + strings.ToLower(rand.Text())
	run := func(statement string) {
		t.Helper()
		conn, err := pgx.Connect(context.Background(), server)
		if err != nil {
			t.Fatalf("%s: %v", postgresEnv, err)
		}
		defer func() { _ = conn.Close(context.Background()) }()
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", postgresEnv, err)
		}
	}
	run("CREATE SCHEMA " + schema)
	t.Cleanup(func() { run("DROP SCHEMA " + schema + " CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", postgresEnv, err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// Redis gives the URL of a real server. Tests on it use keys of their own.
func Redis(t testing.TB) string {
	t.Helper()
	return need(t, redisEnv)
}

// RedisCluster gives the addresses of a real cluster.
func RedisCluster(t testing.TB) string {
	t.Helper()
	return need(t, clusterEnv)
}

func need(t testing.TB, env string) string {
	t.Helper()
	value := os.Getenv(env)
	switch {
	case value != "":
	case os.Getenv(requireEnv) == "1":
		t.Fatalf("%s is not set, and %s=1 says that it must be", env, requireEnv)
	default:
		t.Skipf("%s is not set: this engine is not tested", env)
	}
	return value
}
