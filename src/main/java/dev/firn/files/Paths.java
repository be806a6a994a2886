package dev.firn.files;

import dev.firn.sendstream.StreamPath;

/** Paths below a destination. */
final class Paths {

    static final StreamPath ROOT = StreamPath.of(new byte[0]);

    private Paths() {}

    static StreamPath in(StreamPath folder, StreamPath name) {
        if (folder.length() == 0) {
            return name;
        }
        byte[] path = new byte[folder.length() + 1 + name.length()];
        folder.copyTo(path, 0);
        path[folder.length()] = '/';
        name.copyTo(path, folder.length() + 1);
        return StreamPath.of(path);
    }
}
