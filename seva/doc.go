// Package seva is duar's vocabulary: the handful of words every room shares
// (a text to be said, an error and its kind, a language, a phone number, money,
// land area, a share, a date, the world's clock and chance).
//
// It knows what these things are and how to read and write them exactly. It does
// not know any sentence in any language, any store, any framework or any face.
package seva
