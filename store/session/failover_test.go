package session_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"duar/store/storetest"
)

// A cluster whose master hands over to its replica in the middle of a conversation: the
// conversation goes on, on a server that has never seen the script, and no version is
// written twice or lost.
func TestRedisClusterFailover(t *testing.T) {
	step, failover := conversation(t)
	failover("failover")
	for range 5 {
		step(false)
	}
}

// A master that is pushed aside without being asked may have answered for a write that
// its replica never got: Redis promises no more. Then Load says how far the conversation
// is known, and it goes on from there; never does it jump ahead or hang.
func TestRedisClusterTakeover(t *testing.T) {
	step, failover := conversation(t)
	failover("failover", "takeover")
	for range 5 {
		step(true)
	}
}

// conversation starts a cluster and five steps of a conversation in it. step makes the
// next one, through errors, for 20 seconds at most; failover commands the replica.
func conversation(t *testing.T) (step func(lossy bool), failover func(words ...any)) {
	storetest.RedisCluster(t) // skipped where there is no real Redis
	nodes := startCluster(t)
	s := redisAt(t, "redis://"+strings.Join(nodes, ",redis://"))
	const key = "s:failover"
	version := int64(0)
	step = func(lossy bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			ok, err := s.Swap(t.Context(), key, version, fmt.Appendf(nil, "value %d", version+1), time.Minute)
			if ok {
				version++
				return
			}
			value, stored, lerr := s.Load(t.Context(), key)
			switch {
			case lerr != nil: // neither side answers yet
			case stored > 0 && string(value) != fmt.Sprintf("value %d", stored):
				t.Fatalf("version %d holds %q", stored, value)
			case err != nil && stored == version+1: // written, and the answer lost
				version++
				return
			case stored == version: // not written
			case lossy && stored < version:
				version = stored
			default:
				t.Fatalf("version %d is stored where %d was (%v)", stored, version, err)
			}
			if time.Now().After(deadline) {
				t.Fatalf("the conversation does not go on: %v, %v", err, lerr)
			}
		}
	}
	for range 5 {
		step(false)
	}
	return step, func(words ...any) {
		replica := replicaOf(t, nodes, "duar:s:"+key, version)
		if err := replica.Do(t.Context(), append([]any{"cluster"}, words...)...).Err(); err != nil {
			t.Fatal(err)
		}
		within(t, "the replica to be master", func() bool {
			role, err := replica.Do(t.Context(), "role").Slice()
			return err == nil && len(role) > 0 && role[0] == "master"
		})
	}
}

// startCluster runs three masters with a replica each until the test ends.
func startCluster(t *testing.T) []string {
	t.Helper()
	var nodes []string
	for port := 21500; len(nodes) < 6 && port < 22500; port++ { // the bus is 10,000 above
		addr := fmt.Sprintf("127.0.0.1:%d", port)
		if ln, err := net.Listen("tcp", addr); err != nil {
			continue
		} else {
			ln.Close()
		}
		dir := t.TempDir()
		log, err := os.Create(dir + "/log")
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", dir,
			"--save", "", "--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait(); log.Close() })
		nodes = append(nodes, addr)
	}
	for _, addr := range nodes {
		within(t, "node "+addr, func() bool { return node(t, addr).Ping(t.Context()).Err() == nil })
	}
	args := append([]string{"--cluster", "create"}, nodes...)
	if out, err := exec.Command("redis-cli", append(args, "--cluster-replicas", "1", "--cluster-yes")...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, addr := range nodes {
		within(t, "cluster at "+addr, func() bool {
			info, err := node(t, addr).Do(t.Context(), "cluster", "info").Text()
			return err == nil && strings.Contains(info, "cluster_state:ok")
		})
	}
	return nodes
}

// replicaOf finds the replica that has the key at the wanted version by now.
func replicaOf(t *testing.T, nodes []string, key string, version int64) *redis.Client {
	t.Helper()
	var found *redis.Client
	within(t, "replica of the key", func() bool {
		for _, addr := range nodes {
			c := node(t, addr)
			role, err := c.Do(t.Context(), "role").Slice()
			if err != nil || len(role) == 0 || role[0] != "slave" || c.Do(t.Context(), "readonly").Err() != nil {
				continue
			}
			value, err := c.Get(t.Context(), key).Bytes()
			if err == nil && len(value) > 7 && int64(value[7]) == version {
				found = c
				return true
			}
		}
		return false
	})
	return found
}

// node is a client of one node, on one connection so that READONLY lasts.
func node(t *testing.T, addr string) *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: addr, PoolSize: 1, MaxRetries: -1})
	t.Cleanup(func() { c.Close() })
	return c
}

func within(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 seconds", what)
		}
	}
}
