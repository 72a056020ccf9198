package document

import (
	"context"
	"slices"

	"duar/seva"
	"duar/seva/casework"
)

// signMost is how many cases one request signs: an officer reads what they sign.
const signMost = 100

func (c counter) SignAll(ctx context.Context, numbers []string, key string) ([]Signed, error) {
	switch {
	case c.caller.ID == "":
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !c.caller.Is(casework.Sanctioner):
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	case len(numbers) == 0 || len(numbers) > signMost:
		return nil, seva.Refuse("cases", seva.Say("error.limit.range", seva.Args{"Least": 1, "Most": signMost}))
	}
	if err := checkKey(key); err != nil {
		return nil, err
	}
	all := make([]Signed, 0, len(numbers))
	for _, number := range numbers {
		if slices.ContainsFunc(all, func(s Signed) bool { return s.Number == number }) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return all, seva.Broken(err)
		}
		all = append(all, Signed{Number: number, Err: c.sign(ctx, number, key)})
	}
	return all, nil
}

// sign signs one case as it stands. That it stands signed is what was asked for, also when
// this request came before and its answer was lost.
func (c counter) sign(ctx context.Context, number, key string) error {
	cases := c.desk.Cases.For(c.caller)
	v, err := cases.Case(ctx, number)
	if err != nil {
		return err
	}
	if _, ends := c.desk.Kinds[v.Service]; !ends {
		return seva.Refuse("number", seva.Say("error.document.service"))
	}
	if v.State == SignedState || v.End && v.Good {
		return nil
	}
	_, err = cases.Act(ctx, casework.Act{Number: v.Number, Version: v.Version, Action: SignAction}, key+"/"+v.Number)
	return err
}
