package sqlstore_test

import (
	"testing"

	"duar/store/storetest"
)

func TestRegistry(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Registry(t, func(t *testing.T) storetest.RegistryStore { return open(t, url(t)) })
		})
	}
}
