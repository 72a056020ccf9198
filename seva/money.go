package seva

// Money is Indian rupees in paise. It is never a float.
type Money int64

// Rupees makes whole rupees.
func Rupees(n int64) Money { return Money(n * 100) }
