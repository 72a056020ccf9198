package sqlstore_test

import (
	"testing"

	"duar/store/storetest"
)

func TestAccounts(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Accounts(t, func(t *testing.T) storetest.AccountStore { return open(t, url(t)) })
		})
	}
}
