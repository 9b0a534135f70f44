package kernel

import "net"

// SetBuffers bounds, in bytes, what the system holds of a connection in each
// direction. Left alone, Linux lets either grow to megabytes for a peer that
// does not read. It takes the numbers twice, to have room for its own records.
func SetBuffers(conn net.Conn, receive, send int) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	tcp.SetReadBuffer(receive) // only a closed socket refuses, and who uses it next learns that
	tcp.SetWriteBuffer(send)
}
