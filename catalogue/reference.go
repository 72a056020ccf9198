// Package catalogue holds what changes by government order: reference data and
// definitions, embedded in the program, and the strict loader that reads them.
//
// It knows the files and refuses one with an unknown column, a code twice, a dangling
// reference or text that is not NFC, saying file, line and reason. It does not know
// what anybody does with the data, nor any sentence a person reads. Where the data
// come from and under which licence is in ORIGIN.md.
package catalogue

import "embed"

//go:embed place/*.csv land/*.csv outline/outlines.bin
var reference embed.FS
