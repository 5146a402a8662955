package graph

// signSize is the edge of the square that signs are drawn in.
const signSize = 16

// signPath draws a sign with strokes, so that no font needs to have it. "" is a
// sign that there is none of.
func signPath(name string) string {
	switch name {
	case "say":
		return "M2 3h12v8H7.5l-3.5 3v-3H2z"
	case "text":
		return "M2.5 4h11M2.5 8h11M2.5 12h6"
	case "choice":
		return "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0M6 8a2 2 0 1 0 4 0a2 2 0 1 0 -4 0"
	case "choices":
		return "M2.5 2.5h11v11h-11zM5 8l2.3 2.5L11.5 5.5"
	case "yesno":
		return "M1 8l2.5 3L8 4.5M10 5l5 6M15 5l-5 6"
	case "number":
		return "M6.5 2L5 14M11 2L9.5 14M2.5 6h11M2 10h11"
	case "date":
		return "M2.5 3.500h11v10h-11zM2.5 6.5h11M5.5 1.5v3M10.5 1.5v3"
	case "contact":
		return "M4.5 1.5h7v13h-7zM7 12.2h2"
	case "location":
		return "M8 14.5C4.5 10 3.5 8 3.5 6a4.5 4.5 0 0 1 9 0c0 2-1 4-4.5 8.5zM6.5 6a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0"
	case "photo":
		return "M1.5 4.5h3l1-2h5l1 2h3v9h-13zM5.5 8.700a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0"
	case "document":
		return "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8h4M6 11h4"
	case "voice":
		return "M6 3.5a2 2 0 0 1 4 0v4a2 2 0 0 1 -4 0zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.500M5.5 14.5h5"
	case "language":
		return "M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M2 8h12M8 2c-3.5 3.5 -3.5 8.5 0 12M8 2c3.5 3.5 3.5 8.5 0 12"
	case "menu":
		return "M2.5 4h11M2.5 8h11M2.5 12h11"
	case "review":
		return "M2.5 7a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0M10.3 10.3L14 14M5 7l1.5 1.800L9.2 5.4"
	case "branch":
		return "M8 14V9L3 4M8 9l5-5M3 7.500V4h3.500M9.5 4H13v3.5"
	case "set":
		return "M2.5 13.5l1-4L11 2l3 3L6.5 12.5zM9 4l3 3"
	case "do":
		return "M1.5 7.500L14.5 2L10 14L7.5 9zM7.5 9L14.5 2"
	case "call":
		return "M2 2.500h9v8h-9zM5 13.5h9v-8"
	case "wait":
		return "M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M8 4.500V8l2.5 2"
	case "done":
		return "M2.5 8.500l3.5 4L13.5 4"
	case "end":
		return "M3.5 3.500h9v9h-9z"
	case "begin":
		return "M4.5 2.500l8.5 5.500l-8.5 5.500z"
	case "private":
		return "M3.5 7h9v7h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2"
	case "optional":
		return "M2.5 3l6 5l-6 5zM11.5 3v10"
	}
	return ""
}
