package dev.firn.workflow;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendCommandListener;

/** Counts the bytes of file data in a stream, as the file system counts them. */
final class DataCount implements SendCommandListener {

    private long bytes;

    /** Of the commands so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void command(SendCommand command, Place place) {
        if (command instanceof SendCommand.Write write) {
            bytes += write.data().length();
        } else if (command instanceof SendCommand.EncodedWrite write) {
            bytes += write.fileLength();
        } else if (command instanceof SendCommand.Clone clone) {
            bytes += clone.length();
        }
    }
}
