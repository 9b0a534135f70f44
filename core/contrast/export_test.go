package contrast

// For the tests.
var (
	ParseInt = parseInt
	Literal  = literal
	IsJSON   = isJSON
)
