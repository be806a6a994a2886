package dev.firn.thaw;

import dev.firn.concurrent.Tasks;
import dev.firn.model.Chunk;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ChunkStates.State;
import dev.firn.vault.ChunkObjects;
import dev.firn.vault.ThawJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks for thaws, once somebody has agreed to what they cost, and notes what was asked for. */
final class Thaws {

    /**
     * Requests at a time. S3 takes a thousand a second (Amazon S3 User Guide, "Archival storage").
     */
    private static final int PARALLEL = 16;

    /** After so many requests it is noted how far they are. */
    private static final int BATCH = 1000;

    /** A chunk that freezes earlier than this is asked for again before, which costs a request. */
    private static final Duration MARGIN = Duration.ofHours(12);

    private final ChunkObjects objects;
    private final List<ChunkSupply.Part> parts;
    private final ThawSettings settings;
    private final ThawNotes notes;
    private final Progress progress;
    private final ThawTier tier;
    private Optional<ThawJob> job;
    private Mark mark;

    /** Whether what is being thawed is asked for again, with a faster tier. */
    private boolean isHastening;

    /** Whether all that is to be thawed, and was never asked for, was agreed to. */
    private boolean isAgreed;

    /** Whether what is read without a thaw was agreed to, or with one. */
    private boolean isReadingAgreed;

    Thaws(
            ChunkObjects objects,
            List<ChunkSupply.Part> parts,
            ThawSettings settings,
            ThawNotes notes,
            Progress progress)
            throws IOException {
        this.objects = objects;
        this.parts = parts;
        this.settings = settings;
        this.notes = notes;
        this.progress = progress;
        this.job = notes.jobs().find(notes.target(), notes.destination());
        this.isAgreed = job.isPresent();
        this.isReadingAgreed = isAgreed;
        this.tier = settings.tier().or(() -> job.map(ThawJob::tier)).orElse(settings.usualTier());
        this.mark = mark(job.flatMap(ThawJob::askedUpTo));
    }

    ThawTier tier() {
        return tier;
    }

    Optional<ThawJob> job() {
        return job;
    }

    /**
     * If a faster tier is wanted than was asked for, all that is being thawed is asked for again.
     */
    void hasten(List<ChunkStates> states) {
        if (job.isEmpty() || tier.compareTo(job.get().tier()) <= 0) {
            return;
        }
        isHastening = true;
        isAgreed = false;
        for (ChunkStates of : states) {
            for (int i = 0; i < of.count(); i++) {
                if (of.state(i) == State.THAWING) {
                    of.set(i, State.FROZEN);
                }
            }
        }
    }

    ThawPlan plan(List<ChunkStates> states) {
        PlanCount count = new PlanCount();
        for (int part = 0; part < states.size(); part++) {
            ChunkStates of = states.get(part);
            for (int i = 0; i < of.count(); i++) {
                count.add(of, i, mark.isAtOrAfter(part, i));
            }
        }
        return count.plan(settings.windowBytes());
    }

    /** Where the last chunk is that was asked for. */
    private record Mark(int part, int number) {

        static final Mark NONE = new Mark(-1, -1);

        boolean isAtOrAfter(int otherPart, int otherNumber) {
            return otherPart < part || (otherPart == part && otherNumber <= number);
        }
    }

    private Mark mark(Optional<ThawJob.Mark> noted) throws IOException {
        for (int i = 0; noted.isPresent() && i < parts.size(); i++) {
            if (parts.get(i).snapshot().equals(noted.get().snapshot())) {
                long offset = noted.get().offset();
                int[] number = {-1};
                parts.get(i)
                        .chunks()
                        .forEach(chunk -> number[0] += chunk.offset() <= offset ? 1 : 0);
                return new Mark(i, number[0]);
            }
        }
        return Mark.NONE; // it was received since, with all before it
    }

    /** Asks for what is frozen of the parts from {@code first} on, as far as the window allows. */
    void ask(List<ChunkStates> states, int first) throws IOException {
        long inWindow = 0;
        for (int part = first; part < states.size(); part++) {
            BitSet wanted = new BitSet();
            ChunkStates of = states.get(part);
            boolean isFull = false;
            for (int i = 0; i < of.count() && !isFull; i++) {
                State state = of.state(i);
                if (state == State.FROZEN || state.isOutstanding()) {
                    // Chunks in their order: what froze again before others were fetched comes
                    // first.
                    isFull = inWindow > 0 && inWindow + of.bytes(i) > settings.windowBytes();
                    inWindow += isFull ? 0 : of.bytes(i);
                    wanted.set(i, !isFull && state == State.FROZEN);
                }
            }
            if (!wanted.isEmpty()) {
                requireConsent(states, part, wanted);
                ask(part, of, wanted);
            }
            if (isFull) {
                break;
            }
        }
        if (!isReadingAgreed) {
            settings.consent().require(plan(states), tier);
            isReadingAgreed = true;
        }
        if (isHastening && job.isPresent()) {
            save(job.get().with(tier));
            isHastening = false;
        }
    }

    /** What somebody agreed to covers each chunk once. */
    private void requireConsent(List<ChunkStates> states, int part, BitSet wanted)
            throws IOException {
        boolean isAgain = wanted.stream().anyMatch(i -> mark.isAtOrAfter(part, i));
        if (isAgreed && !isAgain) {
            return;
        }
        ThawPlan plan = plan(states);
        if (!plan.tiers().contains(tier)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot thaw with tier %s: class %s does not have it"
                            .formatted(Tiers.name(tier), plan.frozen().keySet()),
                    "take another --tier");
        }
        settings.consent().require(plan, tier);
        isAgreed = true;
        isReadingAgreed = true;
        mark = Mark.NONE;
        Instant now = settings.clock().instant();
        // With the tier that all of it was asked for with: a run that dies in the middle of asking
        // for a faster one is to be repeated.
        save(
                new ThawJob(
                        notes.target(),
                        notes.volume(),
                        notes.destination(),
                        isHastening ? job.map(ThawJob::tier).orElse(tier) : tier,
                        settings.days(),
                        now,
                        ready(plan),
                        Optional.empty(),
                        parts.stream().map(ChunkSupply.Part::snapshot).toList()));
    }

    private Instant ready(ThawPlan plan) {
        Duration longest = Duration.ZERO;
        for (var storageClass : plan.toFetchByClass().keySet()) {
            Duration time = storageClass.thawTime(tier).orElse(Duration.ZERO);
            longest = time.compareTo(longest) > 0 ? time : longest;
        }
        return settings.clock().instant().plus(longest);
    }

    private void save(ThawJob changed) throws IOException {
        notes.jobs().save(changed);
        job = Optional.of(changed);
    }

    private void ask(int part, ChunkStates of, BitSet wanted) throws IOException {
        ThawRequest request = new ThawRequest(tier, settings.days());
        Batch batch = new Batch(part, of);
        progress.begin("thaw", OptionalLong.of(wanted.stream().mapToLong(of::bytes).sum()));
        try (Tasks tasks = new Tasks("thaw", PARALLEL)) {
            Numbered.forEach(
                    parts.get(part),
                    wanted,
                    (number, chunk) -> {
                        tasks.submit(() -> ask(part, of, number, chunk, request));
                        if (batch.isFullWith(chunk, number)) {
                            tasks.await();
                            batch.note();
                        }
                    });
            tasks.await();
            batch.note();
        } finally {
            progress.end();
        }
    }

    /** Requests after which is noted how far they are. */
    private final class Batch {

        private final int part;
        private final ChunkStates of;
        private Optional<Chunk> last = Optional.empty();
        private int lastNumber;
        private Duration longest = Duration.ZERO;
        private int count;

        Batch(int part, ChunkStates of) {
            this.part = part;
            this.of = of;
        }

        boolean isFullWith(Chunk chunk, int number) {
            last = Optional.of(chunk);
            lastNumber = number;
            Duration time = of.storageClass(number).thawTime(tier).orElse(Duration.ZERO);
            longest = time.compareTo(longest) > 0 ? time : longest;
            count++;
            progress.advance(chunk.storedBytes());
            return count == BATCH;
        }

        void note() throws IOException {
            count = 0;
            if (job.isEmpty() || last.isEmpty()) {
                return;
            }
            Instant ready = settings.clock().instant().plus(longest);
            if (mark.isAtOrAfter(part, lastNumber)) {
                save(job.get().asked(job.get().askedUpTo(), ready));
            } else {
                ThawJob.Mark noted =
                        new ThawJob.Mark(parts.get(part).snapshot(), last.get().offset());
                save(job.get().asked(Optional.of(noted), ready));
                mark = new Mark(part, lastNumber);
            }
        }
    }

    private void ask(int part, ChunkStates of, int number, Chunk chunk, ThawRequest request)
            throws IOException {
        ThawAnswer answer = objects.thaw(parts.get(part).snapshot(), chunk, request);
        switch (answer) {
            // What was frozen just now, and was extended, is believed to be readable when the store
            // is asked again: else a store that contradicts itself would be asked without end.
            case REQUESTED, UNDER_WAY, EXTENDED -> of.set(number, State.THAWING);
            case NOT_FROZEN -> of.set(number, State.AT_HAND);
            case NO_CAPACITY ->
                    throw new UserException(
                            ErrorKind.STORE_UNAVAILABLE,
                            "cannot thaw with tier %s: the store has no room for it now"
                                    .formatted(Tiers.name(request.tier())),
                            "run it again later, or with --tier standard");
        }
    }

    /** Keeps what was thawed, and is not fetched yet, from freezing. */
    void extend(List<ChunkStates> states, int first) throws IOException {
        Instant now = settings.clock().instant();
        ThawRequest request = new ThawRequest(tier, settings.days());
        for (int part = first; part < states.size(); part++) {
            ChunkStates of = states.get(part);
            BitSet wanted = new BitSet();
            for (int i = 0; i < of.count(); i++) {
                wanted.set(
                        i, of.state(i) == State.THAWED && of.until(i).isBefore(now.plus(MARGIN)));
            }
            ChunkSupply.Part needed = parts.get(part);
            try (Tasks tasks = new Tasks("extend", PARALLEL)) {
                Numbered.forEach(
                        needed,
                        wanted,
                        (number, chunk) ->
                                tasks.submit(() -> extend(needed, of, number, chunk, request)));
                tasks.await();
            }
        }
    }

    private void extend(
            ChunkSupply.Part part, ChunkStates of, int number, Chunk chunk, ThawRequest request)
            throws IOException {
        switch (objects.thaw(part.snapshot(), chunk, request)) {
            case EXTENDED ->
                    of.setThawed(
                            number,
                            settings.clock().instant().plus(Duration.ofDays(settings.days())));
            case REQUESTED, UNDER_WAY -> of.set(number, State.THAWING);
            case NOT_FROZEN -> of.set(number, State.AT_HAND);
            case NO_CAPACITY -> of.set(number, State.FROZEN);
        }
    }

    Pending pending(List<ChunkStates> states) {
        PlanCount count = new PlanCount();
        for (ChunkStates of : states) {
            for (int i = 0; i < of.count(); i++) {
                count.add(of, i, false);
            }
        }
        ThawPlan plan = count.plan(settings.windowBytes());
        Instant now = settings.clock().instant();
        // Noted by nobody, if another host asked for it.
        Instant ready = job.map(ThawJob::ready).filter(now::isBefore).orElse(now);
        return new Pending(plan.beingThawed(), plan.toThaw(), tier, ready);
    }

    void forget() throws IOException {
        notes.jobs().forget(notes.target(), notes.destination());
    }
}
