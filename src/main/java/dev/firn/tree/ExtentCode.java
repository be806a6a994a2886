package dev.firn.tree;

/** Extents as values of a tree's entries. */
final class ExtentCode {

    private static final int DATA = 0;
    private static final int ENCODED = 1;
    private static final int PREALLOCATED = 2;
    private static final int UNKNOWN = 3;

    private ExtentCode() {}

    static byte[] encode(Extent extent, Packed packed) {
        switch (extent) {
            case Extent.Data(var source, var offset, var piece, var stride, var skip, var length) ->
                    packed.number(DATA)
                            .number(length)
                            .number(source)
                            .number(offset)
                            .number(piece)
                            .number(stride)
                            .number(skip);
            case Extent.Encoded e ->
                    packed.number(ENCODED)
                            .number(e.length())
                            .number(e.source())
                            .number(e.offset())
                            .number(e.bytes())
                            .number(e.decodedBytes())
                            .number(Integer.toUnsignedLong(e.compression()))
                            .number(Integer.toUnsignedLong(e.encryption()))
                            .number(e.skip());
            case Extent.Preallocated(var length) -> packed.number(PREALLOCATED).number(length);
            case Extent.Unknown(var length) -> packed.number(UNKNOWN).number(length);
        }
        return packed.take();
    }

    static Extent decode(byte[] bytes) throws DamagedTreeException {
        Packed.Reader in = new Packed.Reader(bytes);
        int kind = in.small();
        long length = in.number();
        return switch (kind) {
            case DATA ->
                    new Extent.Data(
                            in.small(), in.number(), in.number(), in.number(), in.number(), length);
            case ENCODED ->
                    new Extent.Encoded(
                            in.small(),
                            in.number(),
                            in.small(),
                            in.number(),
                            in.small(),
                            in.small(),
                            in.number(),
                            length);
            case PREALLOCATED -> new Extent.Preallocated(length);
            case UNKNOWN -> new Extent.Unknown(length);
            default -> throw new DamagedTreeException("an extent of an unknown kind");
        };
    }
}
