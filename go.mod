module bufferbybuffer

go 1.26.0

ignore ./site/node_modules

require (
	github.com/VictoriaMetrics/metrics v1.44.0
	github.com/alecthomas/chroma/v2 v2.27.0
	github.com/google/go-cmp v0.7.0
	github.com/soypat/lneto v0.3.2
	github.com/yuin/goldmark v1.8.7
	golang.org/x/sys v0.49.0
	nhooyr.io/websocket v1.8.17
)

require (
	github.com/dlclark/regexp2/v2 v2.2.1 // indirect
	github.com/valyala/fastrand v1.1.0 // indirect
	github.com/valyala/histogram v1.2.0 // indirect
)
