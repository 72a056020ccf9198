package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
)

// Leaves draw as PDF what is printed at a desk and not signed. Errors are those of the desk
// whose facts each shows: casework.Counter.Hearing, payment.Counter.Payment and Receipt; and
// NotFound under error.payment.challan for a payment that has no challan.
type Leaves interface {
	// Hearing draws the notice of the hearing of a case, in one language.
	Hearing(ctx context.Context, number string, l seva.Lang) ([]byte, error)
	// Challan draws what is taken to a bank, in a language and in English, which a bank reads.
	Challan(ctx context.Context, dpr string, l seva.Lang) ([]byte, error)
	// Receipt draws the receipt of money that came, in the same languages.
	Receipt(ctx context.Context, grn string, l seva.Lang) ([]byte, error)
}

// leaves gives what draws them, with the right of whoever signed in; nil where nothing does.
func (g *Ground) leaves() Leaves {
	if g.Leaves == nil {
		return nil
	}
	return g.Leaves(g.session)
}

// leaf keeps one leaf in the language of the moment: "challan-P7Q2-bn.pdf".
func (p *printer) leaf(kind, number string, draw func(ctx context.Context, number string, l seva.Lang) ([]byte, error)) tea.Cmd {
	return p.leafs(kind, []string{number}, draw)
}

// leafs keeps one leaf for each number.
func (p *printer) leafs(kind string, numbers []string, draw func(ctx context.Context, number string, l seva.Lang) ([]byte, error)) tea.Cmd {
	l := p.g.Lang
	return p.fetch(func(ctx context.Context) ([]file, error) {
		var all []file
		for _, number := range numbers {
			pdf, err := draw(ctx, number, l)
			if err != nil {
				return nil, err
			}
			all = append(all, file{kind + "-" + fileCode(number) + "-" + string(l) + ".pdf", string(pdf)})
		}
		return all, nil
	})
}
