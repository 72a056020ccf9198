package mutation

// What the tests look at from outside.
var (
	Divided = divided
	Alike   = alike
)
