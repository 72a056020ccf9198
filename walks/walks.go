// Package walks plays whole conversations through the real program: a citizen with an
// app, one with a feature phone, one who writes an SMS, and an operator at a kiosk, who
// must all be told the same. A walk is data in walks/*.toml.
//
// It knows the program's command line and what each face looks like from outside. It
// does not know any room's inside.
package walks
