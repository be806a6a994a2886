package dev.firn.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;

/** The headers of one member of a tar. */
final class TarMember {

    private static final byte[] NO_LINK = {};

    /**
     * What readers that know nothing of sparse files call them (GNU tar's manual, "PAX Format,
     * Version 1.0").
     */
    private static final byte[] SPARSE_NAME = "GNUSparseFile/file".getBytes(US_ASCII);

    private final byte[] path;
    private char type = '0';
    private byte[] link = NO_LINK;
    private long size;
    private long sparseSize = -1;

    private TarMember(byte[] path) {
        this.path = path;
    }

    static TarMember of(byte[] path) {
        return new TarMember(path);
    }

    /** The typeflag of ustar. */
    TarMember ofType(char typeflag) {
        type = typeflag;
        return this;
    }

    TarMember linkTo(byte[] target) {
        link = target;
        return this;
    }

    /** The length of what follows, in bytes. */
    TarMember withSize(long bytes) {
        size = bytes;
        return this;
    }

    /** What follows is a map, and what is between the holes of a file of that size. */
    TarMember sparse(long fileBytes) {
        sparseSize = fileBytes;
        return this;
    }

    /** Writes the headers. */
    void begin(TarWriter writer, TarAttributes.Of attributes) throws IOException {
        PaxRecords more = new PaxRecords();
        if (sparseSize >= 0) {
            more.add("GNU.sparse.major", 1);
            more.add("GNU.sparse.minor", 0);
            more.addName("GNU.sparse.name", path);
            more.add("GNU.sparse.realsize", sparseSize);
        } else if (!TarWriter.hasRoom(path)) {
            more.addName("path", path);
        }
        if (!TarWriter.hasRoom(link)) {
            more.addName("linkpath", link);
        }
        more.add("atime", attributes.accessed());
        attributes
                .more()
                .forEach((keyword, value) -> more.add(keyword.getBytes(ISO_8859_1), value));
        writer.begin(
                new TarWriter.Header(
                        type,
                        sparseSize >= 0 ? SPARSE_NAME : path,
                        link,
                        attributes.mode(),
                        attributes.user(),
                        attributes.group(),
                        size,
                        attributes.modified(),
                        attributes.deviceMajor(),
                        attributes.deviceMinor()),
                more);
    }
}
