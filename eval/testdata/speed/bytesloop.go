package main

func run() int {
	data := make([]byte, 20000)
	for i := range data {
		data[i] = byte(i * 31)
	}
	h := uint32(2166136261)
	for _, c := range data {
		h ^= uint32(c)
		h *= 16777619
	}
	return int(h)
}
