package dev.firn.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The head of a volume: which sequence new backups are appended to, and which older ones are kept.
 *
 * @param name the volume's name in its host's configuration
 * @param host the name of the host
 * @param previous older sequences that are still kept, oldest first
 * @param begun how many sequences were ever begun
 */
public record SequenceHead(
        VolumeId volume,
        String name,
        String host,
        SequenceId current,
        List<SequenceId> previous,
        int begun) {

    private static final int PREVIOUS_MAX = 10_000;

    public SequenceHead {
        previous = List.copyOf(previous);
        VolumeName.require(name);
        Checks.printable(host, 255, "the host name");
        Checks.that(previous.size() <= PREVIOUS_MAX, "a volume has %d sequences", previous.size());
        Checks.that(!previous.contains(current), "sequence %s is current and previous", current);
        Checks.that(
                new HashSet<>(previous).size() == previous.size(), "a previous sequence is twice");
        Checks.that(begun > previous.size(), "%d sequences were begun, more are kept", begun);
    }

    /** This head with {@code next} as one of its sequences: as the current one if it is new. */
    public SequenceHead with(SequenceId next) {
        if (sequences().contains(next)) {
            return this;
        }
        List<SequenceId> kept = new ArrayList<>(previous);
        kept.add(current);
        return new SequenceHead(volume, name, host, next, kept, begun + 1);
    }

    /** This head with other names, as its host's configuration has them now. */
    public SequenceHead named(String newName, String newHost) {
        return new SequenceHead(volume, newName, newHost, current, previous, begun);
    }

    /** All sequences that are kept, oldest first. */
    public List<SequenceId> sequences() {
        List<SequenceId> all = new ArrayList<>(previous);
        all.add(current);
        return all;
    }
}
