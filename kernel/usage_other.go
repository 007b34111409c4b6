//go:build !linux

package kernel

import "runtime"

// readResources knows only what the Go runtime knows: memory that was obtained from the system and not returned.
func readResources() resources {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return resources{memory: stats.Sys - stats.HeapReleased}
}
