# What every schema of a multiprocess program has in common: how its declarations map to the program's own interfaces,
# and which thread a call runs on. File and type ids, ordinals and annotations are those of libmultiprocess, so that
# schemas and clients written for it fit.

@0xcc316e3f71a040fb;

annotation include(file) :Text;
annotation includeTypes(file) :Text;
# For C++ only: headers that generated code includes.

annotation wrap(interface, struct) :Text;
# The interface or type, written by hand, that this declaration is the wire form of. Namespaces before its name are
# passed over.

annotation count(param, struct, interface) :Int32;
# How many arguments a parameter stands for, if it is not one. With 0 it is filled in by the runtime and no argument at
# all. On a type it holds for all parameters of the type.

annotation exception(param) :Text;
# The result stands for an error of this type: thrown by the method on one side, thrown to the caller on the other.

annotation name(field, method) :Text;
# The name of the field or method in code, where it differs.

annotation skip(field) :Void;
# The field has no counterpart in code.

interface ThreadMap $count(0) {
    # Makes threads at the side that offers it. Each side gives the other one when a connection begins.

    makeThread @0 (name :Text) -> (result :Thread);
    # A thread that the caller's calls can name to run on.

    makePool @1 (count :UInt32) -> ();
    # Threads for calls that name none.
}

interface Thread {
    # A thread of the side that made it. Calls that name the same one run one after the other.

    getName @0 () -> (result :Text);
}

struct Context $count(0) {
    # Where a call runs.

    thread @0 :Thread;
    # The thread, at the side that is called, that runs the call.

    callbackThread @1 :Thread;
    # The thread, at the side that calls, that waits for the answer and runs calls that come back meanwhile.
}
