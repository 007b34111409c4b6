package kernel

import (
	"os"
	"runtime"
	"sync"
	"time"
)

// resources are what the operating system says of this process and the machine; what it does not say is left zero.
type resources struct {
	cpu       time.Duration // used by the process since it started
	memory    uint64        // resident, in bytes
	hostTotal uint64        // memory of the machine, in bytes
	hostFree  uint64        // what of it can be had without swapping
	hostBusy  time.Duration // all processors together, since the machine started
	hostTime  time.Duration // all processors together, busy or not
}

// usageMeter remembers the last reading: rates are since then.
type usageMeter struct {
	mu   sync.Mutex
	at   time.Time
	last resources
}

// usage answers usage_request, with the fields of ipykernel's usage_reply.
func (k *Kernel) usage(r *request) {
	host, _ := os.Hostname() // an empty name does no harm
	now, processes := readResources(), runtime.NumCPU()
	process, machine := k.meter.rates(now)
	reply := map[string]any{
		"status": OK, "hostname": host, "pid": os.Getpid(), "cpu_count": processes,
		"kernel_cpu": process, "kernel_memory": now.memory,
	}
	if now.hostTotal > 0 {
		used := now.hostTotal - now.hostFree
		reply["host_cpu_percent"] = machine
		reply["host_virtual_memory"] = map[string]any{
			"total": now.hostTotal, "available": now.hostFree, "used": used, "free": now.hostFree,
			"percent": 100 * float64(used) / float64(now.hostTotal),
		}
	}
	r.reply(reply)
}

// rates returns how busy the process (100 is one processor) and the machine (100 is all) were since the last call.
func (m *usageMeter) rates(now resources) (process, machine float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := time.Now()
	if !m.at.IsZero() {
		process = percent(now.cpu-m.last.cpu, at.Sub(m.at))
		machine = percent(now.hostBusy-m.last.hostBusy, now.hostTime-m.last.hostTime)
	}
	m.at, m.last = at, now
	return process, machine
}

func percent(part, whole time.Duration) float64 {
	if whole <= 0 || part < 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
