// Package enrollment lets people join the programme: a short form in the chat
// and the application it becomes.
//
// The form is the flow in enrollment.yaml. When it is sent, the person's actor
// tells a new [Application] actor, named by a reference that people can read
// aloud (see [NewReference]), and waits for its answer.
package enrollment
