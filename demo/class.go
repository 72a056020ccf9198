package demo

import (
	"math/rand/v2"

	"duar/seva"
	"duar/seva/land"
)

// A use is a land class with how common it is and, for plots without a parcel, from
// what to what in decimals (1/100 acre) such plots usually measure.
type use struct {
	class    land.Class
	weight   int
	from, to int
	tenure   tenure
}

// tenure is who usually holds land of a class.
type tenure int

const (
	private tenure = iota
	vested         // the government, under khatian 1, for the public
	trust          // an institution of the place
)

// The mixes are guesses of what a village and its fields look like, not statistics.
var (
	fields = mix(
		use{"sali", 600, 6, 130, private}, use{"suna", 160, 4, 90, private}, use{"danga", 50, 3, 60, private},
		use{"pukur", 30, 8, 90, private}, use{"doba", 15, 2, 15, private}, use{"bagan", 20, 4, 50, private},
		use{"patit", 20, 2, 40, private}, use{"laik_patit", 15, 3, 40, private}, use{"bansh", 10, 2, 15, private},
		use{"rasta", 30, 3, 60, vested}, use{"khal", 25, 10, 150, vested}, use{"nala", 15, 2, 30, vested},
		use{"gochar", 6, 10, 100, vested}, use{"shmashan", 4, 5, 40, vested}, use{"jala", 5, 10, 120, private},
	)
	village = mix(
		use{"bastu", 470, 2, 20, private}, use{"udbastu", 60, 2, 20, private}, use{"viti", 50, 2, 15, private},
		use{"pukur", 110, 5, 70, private}, use{"pukur_par", 40, 1, 15, private}, use{"doba", 50, 1, 12, private},
		use{"bagan", 60, 3, 40, private}, use{"danga", 50, 3, 40, private}, use{"bansh", 30, 2, 12, private},
		use{"khamar", 20, 3, 20, private}, use{"dokan", 12, 1, 5, private}, use{"rasta", 35, 2, 30, vested},
		use{"mandir", 9, 1, 12, trust}, use{"masjid", 3, 2, 12, trust}, use{"school", 5, 15, 80, trust},
		use{"kabarsthan", 3, 10, 50, trust}, use{"hat", 2, 10, 80, vested},
	)
	ways = mix(use{"rasta", 3, 10, 90, vested}, use{"khal", 2, 10, 150, vested})
)

// uses is a mix unrolled, so that drawing from it is one look.
type uses []*use

func mix(list ...use) uses {
	var all uses
	for i := range list {
		for range list[i].weight {
			all = append(all, &list[i])
		}
	}
	return all
}

func (u uses) draw(r *rand.Rand) *use { return u[r.IntN(len(u))] }

// decimal is 1/100 acre, the resolution in which the portal gives a plot's area.
const decimal = seva.Acre / 100

// area draws an area for a plot without a parcel; small ones are commoner.
func (u *use) area(r *rand.Rand) seva.Area {
	span := u.to - u.from
	return seva.Area(u.from+min(r.IntN(span+1), r.IntN(span+1))) * decimal
}
