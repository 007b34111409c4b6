//go:build !race

package asyncio

// RaceEnabled says that the race detector is on.
const RaceEnabled = false
