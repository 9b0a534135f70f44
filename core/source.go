//go:build !js

package core

import _ "embed" // not in the module, which has no use for it

//go:embed decoder.go
var decoderSource string

//go:embed scan.go
var scanSource string

// Source returns the code of the decoder, as it was compiled: what a page shows
// beside a step. Each row of the [Table] but the last two is taken at one place
// in it.
func Source() string { return decoderSource + scanSource }
