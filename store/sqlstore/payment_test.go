package sqlstore_test

import (
	"testing"

	"duar/store/storetest"
)

func TestPayments(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Payments(t, func(t *testing.T) storetest.PaymentStore { return open(t, url(t)) })
			t.Run("a number goes to somebody else", func(t *testing.T) { storetest.MovedPayments(t, open(t, url(t))) })
			t.Run("whose an old demand was goes", func(t *testing.T) { storetest.OldPayments(t, open(t, url(t))) })
		})
	}
}
