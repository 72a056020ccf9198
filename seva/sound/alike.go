package sound

// Alike tells how alike two names are that Latin has folded, from 0 to 1000: twice the
// trigrams they share over the trigrams they have. A beginning weighs more, as each
// name is read with two spaces before it and one after. It is for names: its time grows
// with the product of the two lengths.
func Alike(a, b string) int {
	if a == "" || b == "" {
		return 0
	}
	var used uint64 // trigrams of b already matched; those after the 64th match again and again
	shared := 0
	for i := range len(a) + 1 {
		x, y, z := gram(a, i)
		for j := range len(b) + 1 {
			if j < 64 && used&(1<<j) != 0 {
				continue
			}
			if p, q, r := gram(b, j); x == p && y == q && z == r {
				used |= 1 << min(j, 63)
				shared++
				break
			}
		}
	}
	return min(2000*shared/(len(a)+len(b)+2), 1000)
}

// gram is the i-th trigram of s between its spaces.
func gram(s string, i int) (byte, byte, byte) {
	at := func(i int) byte {
		if i < 0 || i >= len(s) {
			return ' '
		}
		return s[i]
	}
	return at(i - 2), at(i - 1), at(i)
}
