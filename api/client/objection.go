package client

import (
	"context"

	"duar/api/wire"
)

// Objections takes objections to mutations over HTTP.
type Objections struct {
	server *Server
	token  string
}

// Objections gives the desk of objections to the bearer of a token.
func (s *Server) Objections(token string) Objections { return Objections{s, token} }

// Object objects to a case in a person's own words, and gives the state in which it then
// stands. Errors are those of mutation.Desk.Object.
func (c Objections) Object(ctx context.Context, number, words string) (string, error) {
	r := post("cases", caseNumber(number), "objections")
	r.token, r.json = c.token, map[string]string{"words": words}
	var o wire.Objection
	if _, err := c.server.do(ctx, r, &o); err != nil {
		return "", err
	}
	return o.State.Key, nil
}
