// Package deploy holds what an operator needs to run wecan: the container image, the compose file, units, manifests,
// dashboards and the decisions in adr. It has no code of its own; its tests keep the repository as a whole in order.
package deploy
