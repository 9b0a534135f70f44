module bufferbybuffer/core/peers

go 1.26.0

replace bufferbybuffer => ../..

require (
	bufferbybuffer v0.0.0-00010101000000-000000000000
	github.com/google/go-cmp v0.7.0
	github.com/libp2p/go-msgio v0.3.0
	google.golang.org/protobuf v1.36.12
)

require (
	github.com/libp2p/go-buffer-pool v0.0.2 // indirect
	github.com/multiformats/go-varint v0.0.6 // indirect
)
