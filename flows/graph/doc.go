// Package graph draws a flow as a picture that somebody can read who is no
// programmer: what each step says, by which button it is left, where the flow
// begins and ends, and, when they were counted, how many people stand where.
//
// It makes an SVG from a [flows.Outline] and the words of its texts. It does no
// I/O and knows no clock; the same picture is always the same bytes. Where the
// boxes stand is worked out by dagre (see layout.go and deploy/adr/0023); what
// they look like is ours.
package graph
