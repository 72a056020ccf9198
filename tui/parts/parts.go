// Package parts is what kiosk screens are made of: lines measured in terminal cells, a
// place to type in, a page that scrolls and whose rows can be chosen, a sketch in dots,
// keys with the line that explains them, and the one style sheet.
//
// It knows terminals, Indic text and the shape of a parcel. It does not know any desk, any screen or what the
// operator is doing; words reach it already said.
//
// Two rules keep every screen straight. A line is plain text with one tone, styled only
// after it has been cut to size, so no escape sequence is ever measured. And text that
// people wrote comes in through Inert.
package parts
