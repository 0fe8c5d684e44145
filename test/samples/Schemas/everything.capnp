# One of everything that a schema can have, to be generated, compiled and sent back and forth by the tests.

@0xce2346581e168f50;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";

const answer :Int32 = 42;
const greeting :Text = "a \"quoted\"\ttext";
const bytes :Data = 0x"00 ff 10";
const primes :List(UInt16) = [2, 3, 5, 7];
const flags :List(Bool) = [true, false, true];
const colors :List(Color) = [blue, red];
const words :List(Text) = ["one", "", "three"];
const table :List(List(Int8)) = [[-1], [], [2, 3]];
const origin :Point = (x = 1, name = "origin");
const points :List(Point) = [(x = 1), (y = -2.5)];
const infinite :Float32 = -inf;
const most :UInt64 = 0xffffffffffffffff;

enum Color {
    # What something looks like.
    red @0;
    green @1;
    # Like grass.
    blue @2;
    default @3;
}

enum Weekday $Swift.wrapped {
    monday @0;
    tuesday @1;
}

struct Point {
    # A place in the plane.
    x @0 :Float64;
    # To the right.
    y @1 :Float64 = 3;
    name @2 :Text = "nameless";
}

struct Scalars {
    none @0 :Void;
    bool @1 :Bool = true;
    int8 @2 :Int8 = -8;
    int16 @3 :Int16 = -1600;
    int32 @4 :Int32 = -32000000;
    int64 @5 :Int64 = -6400000000000;
    uint8 @6 :UInt8 = 8;
    uint16 @7 :UInt16 = 1600;
    uint32 @8 :UInt32 = 32000000;
    uint64 @9 :UInt64 = 6400000000000;
    float32 @10 :Float32 = 1.5;
    float64 @11 :Float64 = -2.25e300;
    color @12 :Color = blue;
    day @13 :Weekday = tuesday;
    text @14 :Text = "text";
    data @15 :Data = 0x"01 02";
    list @16 :List(Int32) = [1, -2];
    point @17 :Point = (x = 9);
    if @18 :Int32;
    self @19 :Text;
}

struct Lists {
    bools @0 :List(Bool);
    int8s @1 :List(Int8);
    uint8s @2 :List(UInt8);
    int16s @3 :List(Int16);
    uint16s @4 :List(UInt16);
    int32s @5 :List(Int32);
    uint32s @6 :List(UInt32);
    int64s @7 :List(Int64);
    uint64s @8 :List(UInt64);
    float32s @9 :List(Float32);
    float64s @10 :List(Float64);
    colors @11 :List(Color);
    texts @12 :List(Text);
    datas @13 :List(Data);
    points @14 :List(Point);
    matrix @15 :List(List(Float64));
    deep @16 :List(List(List(Text)));
    days @17 :List(Weekday);
}

struct Shape {
    # Nothing but a union.
    union {
        circle @0 :Float64;
        corners @1 :List(Point);
        nothing @2 :Void;
        named @3 :Text;
        rectangle :group {
            width @4 :Float32;
            height @5 :Float32 = 2;
        }
    }
}

struct Drawing {
    title @0 :Text;
    shape @1 :Shape;
    union {
        anonymous @2 :Void;
        painter @3 :Text;
    }
    frame :group {
        width @4 :UInt16;
        color @5 :Color;
        inner :group {
            margin @6 :Int8 = 3;
        }
    }
    price :union {
        free @7 :Void;
        fixed @8 :UInt32;
    }
    struct Nested {
        enum Kind { small @0; large @1; }
        kind @0 :Kind;
        const limit :Int32 = -5;
    }
    nested @9 :Nested;
}

struct Optionals {
    number @0 :Int32;
    hasNumber @1 :Bool;
    point @2 :Point;
    hasPoint @3 :Bool;
    text @4 :Text $Swift.optional;
    nothing @5 :Point $Swift.optional;
    ignored @6 :Int64 $Proxy.skip;
    cppName @7 :Int32 $Proxy.name("cpp_name");
    other @8 :Int32 $Proxy.name("another");
    hasPlain @9 :Int32;
}

struct Box(T) {
    content @0 :T;
}

struct Pair(First, Second) {
    first @0 :First;
    second @1 :Second;
    boxed @2 :Box(First);
}

struct Outer(T) {
    struct Inner {
        value @0 :T;
    }
    inner @0 :Inner;
}

struct Temperature $Proxy.wrap("physics::Celsius") {
    degrees @0 :Float64;
}

struct Failure $Proxy.wrap("SampleFailure") {
    code @0 :Int32;
    message @1 :Text;
}

struct Span {
    from @0 :Int32;
    to @1 :Int32;
}

interface Animal {
    destroy @0 (context :Proxy.Context) -> ();
    name @1 (context :Proxy.Context) -> (result :Text);
}

interface Bird extends(Animal) {
    fly @0 (context :Proxy.Context, height :Int32 $Swift.label("to")) -> (result :Bool);
}

interface Swimmer {
    swim @0 () -> (depth :Int32);
}

interface Duck extends(Bird, Swimmer) {
    quack @0 (times :UInt8) -> (result :List(Text));
}

interface Store(T) {
    put @0 (key :Text, value :T) -> ();
    get @1 (key :Text) -> (result :T $Swift.optional);
}

interface Everything {
    passScalars @0 (arg :Scalars $Swift.label("_")) -> (result :Scalars);
    passLists @1 (arg :Lists $Swift.label("_")) -> (result :Lists);
    passShape @2 (arg :Shape $Swift.label("_")) -> (result :Shape);
    passDrawing @3 (arg :Drawing $Swift.label("_")) -> (result :Drawing);
    passOptionals @4 (arg :Optionals $Swift.label("_")) -> (result :Optionals);
    passPair @5 (arg :Pair(Text, Point) $Swift.label("_")) -> (result :Pair(Text, Point));
    passOuter @6 (arg :Outer(List(Data)) $Swift.label("_")) -> (result :Outer(List(Data)));
    passWrapped @7 (arg :Temperature $Swift.label("_"), limit :Float64 $Swift.type("Kelvin"))
        -> (result :Temperature);
    fail @8 (code :Int32) -> (result :Int32, error :Failure $Proxy.exception("SampleFailure"));
    count @9 (span :Span $Proxy.count(2)) -> (result :Int32);
    split @10 (text :Text) -> (head :Text, tail :Text, hasTail :Bool, size :Int32);
    scalarDefaults @11 (a :Int32 = 7, b :Bool = true, params :Text, result :Int32) -> (results :Int32);
    duck @12 () -> (result :Duck);
    names @13 (animals :List(Animal)) -> (result :List(Text));
    flock @14 (size :UInt32) -> (result :List(Animal));
    same @15 (animal :Animal $Swift.optional) -> (result :Animal $Swift.optional);
    store @16 () -> (result :Store(Box(Text)));
    optionalNumber @17 (value :Float32) -> (result :Float32, hasResult :Bool);
    block @18 (milliseconds :UInt32) -> (result :Text) $Swift.blocking;
    nothing @19 () -> ();
    renamed @20 () -> (result :Bool) $Proxy.name("otherName");
    in @21 (for :Text) -> (result :Text);
}
