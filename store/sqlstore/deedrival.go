package sqlstore

import (
	"cmp"
	"context"
	"slices"

	"duar/seva/mutation"
)

// Rivals implements mutation.Book.
func (b deeds) Rivals(ctx context.Context, offices []string, limit int) ([]mutation.Rival, error) {
	found := map[string]mutation.Rival{} // by print: two offices of a caller may overlap
	for _, office := range offices {
		from, to, ok := officeRange(office)
		if !ok {
			continue
		}
		err := each(ctx, b.s.engine, "deed.rivals", []any{from, to, int64(limit)}, func(r rows) error {
			var one mutation.Rival
			var print string
			var at int64
			var other, first []byte
			if err := r.Scan(&one.ID.Office, &one.ID.Year, &one.ID.Number, &print, &one.Case, &one.From, &at, &other, &first, &one.More); err != nil {
				return err
			}
			one.ID = unbooked(one.ID)
			one.Received = fromMicros(at)
			var err error
			if one.Other, err = mutation.KeptDeed(other); err != nil {
				return err
			}
			if len(first) > 0 {
				one.First, err = mutation.KeptDeed(first)
			}
			found[one.ID.String()+" "+print] = one
			return err
		})
		if err != nil {
			return nil, explain(err)
		}
	}
	all := make([]mutation.Rival, 0, len(found))
	for _, one := range found {
		all = append(all, one)
	}
	slices.SortFunc(all, func(x, y mutation.Rival) int {
		return cmp.Or(y.Received.Compare(x.Received), cmp.Compare(x.ID.String(), y.ID.String()))
	})
	return all[:min(limit, len(all))], nil
}
