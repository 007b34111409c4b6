package main

func hash(data []byte) uint32 {
	h := uint32(2166136261)
	for _, b := range data {
		h ^= uint32(b)
		h *= 16777619
		h = h<<5 | h>>27
	}
	return h
}

func run() int {
	data := []byte("the quick brown fox jumps over the lazy dog")
	sum := uint32(0)
	for i := 0; i < 600; i++ {
		data[i%len(data)]++
		sum += hash(data)
	}
	return int(sum)
}
