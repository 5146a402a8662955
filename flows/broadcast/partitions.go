package broadcast

import (
	"math/bits"

	"wecan/flows"
)

// partitions are a set of them, a bit for each. In JSON they are text (base64).
type partitions []byte

func allPartitions() partitions {
	p := make(partitions, flows.Partitions/8)
	for i := range p {
		p[i] = 0xff
	}
	return p
}

func (p *partitions) add(n int) {
	if len(*p) == 0 {
		*p = make(partitions, flows.Partitions/8)
	}
	(*p)[n/8] |= 1 << (n % 8)
}

func (p partitions) drop(n int) {
	if n/8 < len(p) {
		p[n/8] &^= 1 << (n % 8)
	}
}

// first is the smallest of them, -1 when there is none.
func (p partitions) first() int {
	for i, b := range p {
		if b != 0 {
			return 8*i + bits.TrailingZeros8(b)
		}
	}
	return -1
}

func (p partitions) count() (n int) {
	for _, b := range p {
		n += bits.OnesCount8(b)
	}
	return n
}

// with are those of both sets.
func (p partitions) with(other partitions) partitions {
	out := append(partitions(nil), p...)
	for n := range flows.Partitions {
		if n/8 < len(other) && other[n/8]&(1<<(n%8)) != 0 {
			out.add(n)
		}
	}
	return out
}

// without are those that are not in the other set.
func (p partitions) without(other partitions) partitions {
	out := append(partitions(nil), p...)
	for i := range min(len(out), len(other)) {
		out[i] &^= other[i]
	}
	return out
}
