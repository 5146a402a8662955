package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	qr "github.com/piglig/go-qr"
)

// Sizes of a QR code's picture, in pixels. At the least a square of the code
// has three of them; at the most it fills a large poster.
const (
	qrLeast = 200
	qrMost  = 10000
	qrUsual = 1200 // 10 cm in good print

	quietZone = 4 // squares of white around it, as ISO/IEC 18004 asks for
)

// qrPNG is a text as a QR code, black on white, as a PNG picture of size × size
// pixels. It can still be read when 15 % of it cannot be seen (error correction
// M, or a better one where that costs no room): posters are torn and painted
// on. All squares have whole pixels: what is left over is white at the edge.
func qrPNG(text string, size int) ([]byte, error) {
	code, err := qr.EncodeText(text, qr.Medium)
	if err != nil {
		return nil, fmt.Errorf("make the QR code: %w", err)
	}
	n := code.Size()
	square := size / (n + 2*quietZone)
	if square == 0 {
		return nil, fmt.Errorf("a QR code of %d squares does not fit into %d pixels", n, size)
	}
	picture := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{color.White, color.Black})
	edge := (size - n*square) / 2
	for y := range n * square {
		for x := range n * square {
			if code.Module(x/square, y/square) {
				picture.SetColorIndex(edge+x, edge+y, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	return out.Bytes(), nil
}
