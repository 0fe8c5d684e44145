// The module's first file takes the place of this one.
