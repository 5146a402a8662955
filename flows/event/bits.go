package event

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// marks are the arrival numbers of which something is true, a bit for each: number n is
// bit n%8 of byte n/8. In JSON they are text (base64), four bytes of it for 24 numbers.
type marks []byte

func (m marks) has(n int) bool { return n >= 0 && n/8 < len(m) && m[n/8]&(1<<(n%8)) != 0 }

// set marks a number, or takes the mark away.
func (m *marks) set(n int, on bool) {
	if !on {
		if n/8 < len(*m) {
			(*m)[n/8] &^= 1 << (n % 8)
			*m = bytes.TrimRight(*m, "\x00")
		}
		return
	}
	if more := n/8 + 1 - len(*m); more > 0 {
		*m = append(*m, make([]byte, more)...)
	}
	(*m)[n/8] |= 1 << (n % 8)
}

// before counts the marks of smaller numbers.
func (m marks) before(n int) int {
	whole := min(n/8, len(m))
	count := 0
	rest := m[:whole]
	for ; len(rest) >= 8; rest = rest[8:] {
		count += bits.OnesCount64(binary.LittleEndian.Uint64(rest))
	}
	for _, b := range rest {
		count += bits.OnesCount8(b)
	}
	if n/8 < len(m) {
		count += bits.OnesCount8(m[n/8] & (1<<(n%8) - 1))
	}
	return count
}

func (m marks) count() int { return m.before(8 * len(m)) }

// first is the smallest number that is marked here and in the other, 0 for none: no
// arrival has that number. A nil other stands for all.
func (m marks) first(other *marks) int {
	for i, b := range m {
		if other != nil {
			if i >= len(*other) {
				return 0
			}
			b &= (*other)[i]
		}
		if b != 0 {
			return 8*i + bits.TrailingZeros8(b)
		}
	}
	return 0
}
