package sqlstore

import (
	"encoding/binary"
	"errors"

	"duar/seva/land"
)

var errRing = errors.New("sqlstore: a ring or a list of plots is cut short")

// packRing writes a boundary as differences from point to point, longitude first, in
// zigzag varints: a parcel of five corners takes about 24 bytes.
func packRing(r land.Ring) []byte {
	b := make([]byte, 0, 8+4*len(r))
	var last land.Point
	for _, p := range r {
		b = binary.AppendVarint(b, int64(p.Lon)-int64(last.Lon))
		b = binary.AppendVarint(b, int64(p.Lat)-int64(last.Lat))
		last = p
	}
	return b
}

func unpackRing(b []byte) (land.Ring, error) {
	var r land.Ring
	var lon, lat int64
	for len(b) > 0 {
		x, n := binary.Varint(b)
		if n <= 0 {
			return nil, errRing
		}
		y, m := binary.Varint(b[n:])
		if m <= 0 {
			return nil, errRing
		}
		lon, lat, b = lon+x, lat+y, b[n+m:]
		r = append(r, land.Point{Lon: int32(lon), Lat: int32(lat)})
	}
	return r, nil
}

// packPlots writes plot numbers, packed and sorted, as differences.
func packPlots(plots []int64) []byte {
	b := make([]byte, 0, 4*len(plots))
	var last int64
	for _, p := range plots {
		b = binary.AppendVarint(b, p-last)
		last = p
	}
	return b
}

func unpackPlots(b []byte) (list, error) {
	var plots list
	var last int64
	for len(b) > 0 {
		d, n := binary.Varint(b)
		if n <= 0 {
			return nil, errRing
		}
		last, b = last+d, b[n:]
		plots = append(plots, last)
	}
	return plots, nil
}

// touching gives, for each parcel, the packed numbers of the others that share a corner
// with it, sorted. Parcels of one sheet are drawn from the same corners, so neighbours
// along an edge share its ends; a corner in the middle of another's edge is missed.
func touching(parcels []land.Parcel) [][]int64 {
	corners := make(map[land.Point][]int32, 4*len(parcels))
	for i, p := range parcels {
		for _, c := range p.Ring {
			at := corners[c]
			if len(at) == 0 || at[len(at)-1] != int32(i) {
				corners[c] = append(at, int32(i))
			}
		}
	}
	all := make([][]int64, len(parcels))
	for i, p := range parcels {
		var near []int64
		for _, c := range p.Ring {
			for _, j := range corners[c] {
				if int(j) != i {
					near = append(near, packNumber(parcels[j].Number))
				}
			}
		}
		all[i] = sortedSet(near)
	}
	return all
}
