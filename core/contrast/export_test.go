package contrast

// For the tests.
var (
	ParseInt = parseInt
	Literal  = literal
)
