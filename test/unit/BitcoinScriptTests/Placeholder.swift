// The first test file takes the place of this one.
