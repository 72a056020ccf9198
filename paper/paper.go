// Package paper draws what is to be shown or printed: maps of plots, and the papers that
// offices issue, as pages of a PDF.
//
// It knows how a sheet is laid out and speaks the words on it through i18n. It does not
// know where the shapes and the facts come from, who asks, how a paper is signed, or what
// the law says about a boundary: every map says of itself that it is for information only.
package paper
