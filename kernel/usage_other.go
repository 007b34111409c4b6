//go:build !linux

package kernel

import "runtime"

// readResources takes the memory from the Go runtime: what was obtained from the system and not returned.
func readResources() resources {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return resources{cpu: processTime(), memory: stats.Sys - stats.HeapReleased}
}
