package eval

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// machineMemory returns the memory in bytes that this process may have: the machine's or, in a container or a service
// with a limit, that limit; 0 where it is not known.
func machineMemory() uint64 { return memoryOf(os.DirFS("/")) }

// memoryOf is machineMemory by the files of a system.
func memoryOf(root fs.FS) uint64 {
	memory := totalMemory(root)
	if limit := groupLimit(root); limit > 0 && (memory == 0 || limit < memory) {
		memory = limit
	}
	return memory
}

func totalMemory(root fs.FS) uint64 {
	text, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return 0
	}
	var kilobytes uint64
	if _, err := fmt.Sscanf(string(text), "MemTotal: %d kB", &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}

// groupLimit is the least limit of the control groups that this process is in, 0 for none. A line of proc/self/cgroup is
// number:controllers:path; version 2 has the one with number 0 and no controllers.
func groupLimit(root fs.FS) (least uint64) {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		top, file := "sys/fs/cgroup", "memory.max"
		if fields[0] != "0" || fields[1] != "" {
			top, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
			if !strings.Contains(","+fields[1]+",", ",memory,") {
				continue
			}
		}
		// A group has no more than those above it. Inside a container its own path may be that of the outside: then the
		// top has the limit.
		for dir := path.Join(top, fields[2]); len(dir) >= len(top); dir = path.Dir(dir) {
			if limit := readLimit(root, path.Join(dir, file)); limit > 0 && (least == 0 || limit < least) {
				least = limit
			}
		}
	}
	return least
}

// readLimit is 0 where there is no such file, and for "max".
func readLimit(root fs.FS, name string) uint64 {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	limit, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0
	}
	return limit
}
