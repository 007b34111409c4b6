package kernel

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the times in /proc/stat, on every architecture that Go runs on.
const tick = time.Second / 100

func readResources() resources {
	var r resources
	r.cpu = processTime()
	if data, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident uint64
		if _, err := fmt.Fscan(bytes.NewReader(data), &size, &resident); err == nil {
			r.memory = resident * uint64(os.Getpagesize())
		}
	}
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		r.hostTotal, r.hostFree = parseMeminfo(string(data))
	}
	if data, err := os.ReadFile("/proc/stat"); err == nil {
		r.hostBusy, r.hostTime = parseStat(string(data))
	}
	return r
}

// parseMeminfo finds MemTotal and MemAvailable, in bytes.
func parseMeminfo(text string) (total, available uint64) {
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kilobytes, err := strconv.ParseUint(fields[1], 10, 64)
		if err != nil {
			continue
		}
		switch fields[0] {
		case "MemTotal:":
			total = kilobytes << 10
		case "MemAvailable:":
			available = kilobytes << 10
		}
	}
	return total, min(total, available)
}

// parseStat sums the first line of /proc/stat: user nice system idle iowait irq softirq steal.
func parseStat(text string) (busy, all time.Duration) {
	line, _, _ := strings.Cut(text, "\n")
	for i, field := range strings.Fields(line) {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil || i > 8 { // guest times are part of user time
			continue
		}
		all += time.Duration(ticks) * tick
		if i != 4 && i != 5 {
			busy += time.Duration(ticks) * tick
		}
	}
	return busy, all
}
