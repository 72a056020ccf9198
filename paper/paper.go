// Package paper draws what is to be shown or printed as a picture. It draws maps of
// plots.
//
// It knows how a sheet is laid out and speaks the few words on it through i18n. It
// does not know where the shapes come from, who asks, or what the law says about a
// boundary: every map says of itself that it is for information only.
package paper
