"""API objects as they come off the wire, cut down to the fields that kprobe reads.

msgspec Structs that decode straight from the API's JSON. Every field has a default, so that a server newer or
older than this program cannot break the decoding, and arrays may be null (Go's nil slices).
`Struct` does not inherit `kw_only`: each class repeats its options.
"""
