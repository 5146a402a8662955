package i18n

import "embed"

// Files holds the translations that are built into the program, as po/<tag>.po.
//
//go:embed po/*.po
var Files embed.FS
