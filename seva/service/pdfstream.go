package service

import (
	"bytes"
	"compress/zlib"
	"io"
)

// mostPacked bounds what the object streams of one file may unpack to, in bytes: a scan has
// a few kilobytes of objects, and a file that packs more is a bomb.
const mostPacked = 16 << 20

// farthestDict is how far before its stream the dictionary of one is looked for, in bytes.
const farthestDict = 4 << 10

// packedObjects gives what the object streams of a PDF hold (ISO 32000-1, 7.5.7), one behind
// the other: since version 1.5 a document may keep every object but its streams in there.
// whole is false where one cannot be read, or there is too much: what cannot be looked at may
// be anything. Under a password all streams are sealed and none of them is read.
func packedObjects(content []byte) (packed []byte, whole bool) {
	sealed := names(content, named("/Encrypt"))
	for rest := content; ; {
		i := bytes.Index(rest, []byte("stream"))
		if i < 0 {
			return packed, true
		}
		dict, body := rest[max(0, i-farthestDict):i], rest[i+len("stream"):]
		rest = body
		if begins := bytes.LastIndex(dict, []byte("obj")); begins >= 0 {
			dict = dict[begins:]
		}
		if sealed || !names(dict, named("/ObjStm")) {
			continue
		}
		switch {
		case names(dict, named("/Predictor")), names(dict, otherFilter):
			return nil, false
		case !names(dict, named("/FlateDecode")):
			continue // it is not packed, and is read where it stands
		}
		var ok bool
		if packed, ok = unpack(packed, body); !ok {
			return nil, false
		}
	}
}

// unpack adds what a packed stream holds to what there is; false where it is damaged, or all
// together too much.
func unpack(packed, body []byte) ([]byte, bool) {
	z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(body, "\r\n")))
	if err != nil {
		return nil, false
	}
	b, err := io.ReadAll(io.LimitReader(z, int64(mostPacked-len(packed)+1)))
	if err != nil || len(packed)+len(b) > mostPacked {
		return nil, false
	}
	return append(append(packed, b...), '\n'), true
}

// named tells whether a name is this one.
func named(want string) func([]byte) bool {
	return func(name []byte) bool { return string(name) == want }
}

// otherFilter tells whether a name is that of a filter which programs do not pack objects
// with: whoever does hides them.
func otherFilter(name []byte) bool {
	switch string(name) {
	case "/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/RunLengthDecode", "/Crypt":
		return true
	}
	return false
}
