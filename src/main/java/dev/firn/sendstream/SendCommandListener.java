package dev.firn.sendstream;

/** Is told of every command of a stream, in order, after its bytes were checked. */
@FunctionalInterface
public interface SendCommandListener {

    /**
     * Takes the next command.
     *
     * @param place where the command is in the stream, header included
     */
    void command(SendCommand command, Place place);

    /**
     * A range of the stream, in bytes.
     *
     * @param offset counted from the start of the stream
     */
    record Place(long offset, int length) {}
}
