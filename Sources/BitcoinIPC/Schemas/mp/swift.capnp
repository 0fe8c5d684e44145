# How a schema maps to Swift, where the schema alone does not tell. None of this is on the wire.

@0xba1e344d019458dc;

annotation module @0xd0d3f5a6f1a1d001 (file) :Text;
# A Swift module that the generated file imports. May be given several times.

annotation type @0xd0d3f5a6f1a1d002 (field, param) :Text;
# The Swift type of a field, a parameter or a result whose Cap'n Proto type is a simpler one. Swift code has to make it
# `DataConvertible`, `TextConvertible` or `ScalarConvertible`. On a list it is the type of the elements. For data it may
# end in `?`: then empty data stands for `nil`.

annotation optional @0xd0d3f5a6f1a1d003 (field, param) :Void;
# A null pointer stands for `nil`. Without this annotation it stands for the type's empty value, or is an error where
# there is none.

annotation label @0xd0d3f5a6f1a1d004 (param) :Text;
# The argument label of a parameter, `_` for none. By default it is the parameter's name.

annotation result @0xd0d3f5a6f1a1d005 (method) :Text;
# The Swift type that several results make up together. By default they are a tuple.

annotation swiftName @0xd0d3f5a6f1a1d006 (field, param, method, enumerant, struct, enum, interface, const) :Text;
# The name in Swift.

annotation blocking @0xd0d3f5a6f1a1d007 (method) :Void;
# The method may keep its thread busy or blocked: it does not run on the event loop.

annotation wrapped @0xd0d3f5a6f1a1d009 (enum) :Void;
# The enumeration is written by hand: it gets conversions and no declaration.
