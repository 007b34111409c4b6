package kernelspec

// ForOthersBelow is ForOthers, without what is above top.
var ForOthersBelow = forOthers
