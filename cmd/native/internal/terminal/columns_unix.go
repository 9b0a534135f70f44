//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// columns is how wide a terminal is; 0 where it does not say.
func columns(file *os.File) int {
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
