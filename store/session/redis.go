package session

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisWait bounds every step towards Redis: connecting, asking, waiting for a free
// connection. A hop is two of them and must end within a second when Redis is gone.
const redisWait = 300 * time.Millisecond

// keyPrefix lets others share the server.
const keyPrefix = "duar:s:"

// versionBytes stand before a value, big-endian, so that one GET gives both.
const versionBytes = 8

// swapScript writes a value if the stored version still is the old one; no version is
// the empty string. One key, so that it runs on a cluster.
const swapScript = `
if redis.call('GETRANGE', KEYS[1], 0, 7) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

// Redis keeps sessions in Redis. Commands of concurrent hops travel together.
type Redis struct {
	options *redis.UniversalOptions
	swap    *redis.Script
	link    atomic.Pointer[link] // nil until the server was first reached
	stop    context.CancelFunc
	trying  sync.WaitGroup
}

// link is a connected client and its common pipeline.
type link struct {
	client redis.UniversalClient
	pipe   *redis.AutoPipeliner
}

// redisAgain is the pause between two tries to reach a server that was away at the start.
const redisAgain = time.Second

// OpenRedis takes one server, a cluster, or several addresses of a cluster:
// "redis://user:password@host:6379/0", "rediss://…" for TLS, "redis://a,redis://b",
// or "a:6379,b:6379". User, password, TLS and database are those of the first address.
// A single address that turns out to be of a cluster is used as one.
//
// An address that cannot be one is an error. A server that is away is none: Redis holds
// only what may be lost, so everything else must work without it. Until it is there,
// sessions are gone.
func OpenRedis(ctx context.Context, address string) (*Redis, error) {
	options, err := redisOptions(address)
	if err != nil {
		return nil, err
	}
	r := &Redis{options: options, swap: redis.NewScript(swapScript)}
	var trying context.Context
	trying, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	if r.connect(ctx) != nil {
		r.trying.Go(func() {
			for r.connect(trying) != nil && trying.Err() == nil {
				select {
				case <-trying.Done():
				case <-time.After(redisAgain):
				}
			}
		})
	}
	return r, nil
}

// connect reaches the server and finds out whether it is of a cluster.
func (r *Redis) connect(ctx context.Context) error {
	options := *r.options
	var err error
	if len(options.Addrs) == 1 {
		if options.IsClusterMode, err = clustered(ctx, &options); err != nil {
			return err
		}
	}
	client := redis.NewUniversalClient(&options)
	err = client.Ping(ctx).Err()
	if err == nil {
		var pipe *redis.AutoPipeliner
		if pipe, err = client.AsyncAutoPipeline(); err == nil { // the face that can be waited for with a context
			r.link.Store(&link{client, pipe})
			return nil
		}
	}
	_ = client.Close()
	return err
}

// errAway is that the server was never reached.
var errAway = errors.New("session: Redis has not been reached yet")

func redisOptions(address string) (*redis.UniversalOptions, error) {
	options := &redis.UniversalOptions{
		DialTimeout: redisWait, ReadTimeout: redisWait, WriteTimeout: redisWait, PoolTimeout: redisWait,
		ContextTimeoutEnabled: true,
		// Never again by itself: a swap whose answer was lost would fail against its own
		// success. The phone is told to dial again.
		MaxRetries: -1, DialerRetries: 1,
		// Some servers in front of Redis refuse the client's introduction.
		DisableIdentity: true,
	}
	for i, part := range strings.Split(address, ",") {
		part = strings.TrimSpace(part)
		if !strings.Contains(part, "://") {
			part = "redis://" + part
		}
		one, err := redis.ParseURL(part)
		if err != nil {
			// The address may hold a password, and the parser's words may hold the address.
			return nil, errors.New("session: a Redis address like redis://host:6379 wanted")
		}
		options.Addrs = append(options.Addrs, one.Addr)
		if i == 0 {
			options.Username, options.Password, options.DB = one.Username, one.Password, one.DB
			if one.TLSConfig != nil {
				options.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, ServerName: one.TLSConfig.ServerName}
			}
		}
	}
	if len(options.Addrs) > 1 {
		options.IsClusterMode = true
		if options.DB != 0 {
			return nil, errors.New("session: a Redis cluster has no database but 0")
		}
	}
	return options, nil
}

// clustered asks a server whether it is of a cluster. One that does not understand the
// question is not.
func clustered(ctx context.Context, options *redis.UniversalOptions) (bool, error) {
	client := redis.NewClient(options.Simple())
	defer func() { _ = client.Close() }()
	info, err := client.Info(ctx, "cluster").Result()
	if _, said := errors.AsType[redis.Error](err); said && !errors.Is(err, redis.Nil) {
		return false, client.Ping(ctx).Err()
	}
	return strings.Contains(info, "cluster_enabled:1"), err
}

// Load implements ussd.Sessions.
func (r *Redis) Load(ctx context.Context, key string) ([]byte, int64, error) {
	cmd := redis.NewStringCmd(ctx, "get", keyPrefix+key)
	if err := r.send(ctx, cmd); err != nil {
		if errors.Is(err, redis.Nil) {
			return nil, 0, nil
		}
		return nil, 0, gone(err)
	}
	b, err := cmd.Bytes()
	if err == nil && len(b) < versionBytes {
		err = fmt.Errorf("session: %d bytes are no session", len(b))
	}
	if err != nil {
		return nil, 0, gone(err)
	}
	return b[versionBytes:], int64(binary.BigEndian.Uint64(b)), nil
}

// Swap implements ussd.Sessions. After an error the value may have been written or not;
// loading again tells.
func (r *Redis) Swap(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error) {
	var expected []byte
	if old != 0 {
		expected = binary.BigEndian.AppendUint64(nil, uint64(old))
	}
	written := make([]byte, versionBytes, versionBytes+len(value))
	binary.BigEndian.PutUint64(written, uint64(old+1))
	written = append(written, value...)
	run := func(how, script string) (bool, error) {
		cmd := redis.NewCmd(ctx, how, script, 1, keyPrefix+key, expected, written, max(ttl.Milliseconds(), 1))
		if err := r.send(ctx, cmd); err != nil {
			return false, err
		}
		n, err := cmd.Int()
		return n == 1, err
	}
	did, err := run("evalsha", r.swap.Hash())
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		// A server that is new, or has taken over, has not seen the script.
		did, err = run("eval", swapScript)
	}
	return did, gone(err)
}

// send puts a command into the common pipeline and waits for it, but never longer than
// redisWait: the pipeline itself waits for the batch before, and that may hang.
func (r *Redis) send(ctx context.Context, cmd redis.Cmder) error {
	if err := ctx.Err(); err != nil { // the pipeline would send it all the same
		return err
	}
	l := r.link.Load()
	if l == nil {
		return errAway
	}
	future := l.pipe.Submit(ctx, cmd)
	if end, ok := ctx.Deadline(); !ok || time.Until(end) > redisWait {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, redisWait)
		defer cancel()
	}
	return future.WaitContext(ctx)
}

// Ready tells whether Redis answers, for a readiness probe.
func (r *Redis) Ready(ctx context.Context) error {
	l := r.link.Load()
	if l == nil {
		return gone(errAway)
	}
	return gone(l.client.Ping(ctx).Err())
}

// Close ends the connections.
func (r *Redis) Close() error {
	r.stop()
	r.trying.Wait()
	l := r.link.Swap(nil)
	if l == nil {
		return nil
	}
	return errors.Join(l.pipe.Close(), l.client.Close())
}
