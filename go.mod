module bufferbybuffer

go 1.26.0

ignore ./site/node_modules

require (
	github.com/google/go-cmp v0.7.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	nhooyr.io/websocket v1.8.17 // indirect
)
