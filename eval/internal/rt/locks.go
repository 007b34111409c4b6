package rt

import (
	"reflect"
	"sync"
	"sync/atomic"
)

// Giving back a lock that nobody holds ends a Go program, without a panic that could be recovered. In a cell it is one.

// lockError is that panic.
type lockError string

func (e lockError) Error() string { return "fatal error: sync: " + string(e) }

// RuntimeError marks a run-time error, as runtime.Error asks.
func (lockError) RuntimeError() {}

// unlock is the method Unlock of *sync.Mutex. Who can lock it has not locked it.
func unlock(m *sync.Mutex) {
	if m.TryLock() {
		m.Unlock()
		panic(lockError("unlock of unlocked mutex"))
	}
	m.Unlock()
}

// rwUnlock is the method Unlock of *sync.RWMutex.
func rwUnlock(m *sync.RWMutex) {
	if m.TryRLock() {
		m.RUnlock()
		panic(lockError("Unlock of unlocked RWMutex"))
	}
	m.Unlock()
}

// rwUnlockRead is the method RUnlock of *sync.RWMutex.
func rwUnlockRead(m *sync.RWMutex) {
	if n := readers(m); n == 0 || n == -maxReaders {
		panic(lockError("RUnlock of unlocked RWMutex"))
	}
	m.RUnlock()
}

// maxReaders is what a writer takes off the number of readers.
const maxReaders = 1 << 30

// readers is the number of readers of a lock, as it keeps it; 1 where that cannot be told.
func readers(m *sync.RWMutex) int32 {
	count := reflect.ValueOf(m).Elem().FieldByName("readerCount")
	if !count.IsValid() || count.Type() != reflect.TypeFor[atomic.Int32]() {
		return 1
	}
	return (*atomic.Int32)(count.Addr().UnsafePointer()).Load()
}

// lockPatch returns the function for a method of a lock of package sync, nil for most.
func lockPatch(recv reflect.Type, name string) any {
	switch {
	case name == "Unlock" && recv == reflect.TypeFor[*sync.Mutex]():
		return unlock
	case name == "Unlock" && recv == reflect.TypeFor[*sync.RWMutex]():
		return rwUnlock
	case name == "RUnlock" && recv == reflect.TypeFor[*sync.RWMutex]():
		return rwUnlockRead
	}
	return nil
}
