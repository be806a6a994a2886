package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.volume.Subvolume;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StreamEstimateTest {

    private static final int STREAM_HEADER_BYTES = 17;

    private final FakeVolume volume = new FakeVolume(3_000_000);
    private final Subvolume snapshot =
            volume.takeSnapshot(volume.inspect(FakeVolume.PATH), Path.of("/snapshots/one"));

    @Test
    @Timeout(60)
    void whoWaitsLearnsHowLongTheStreamIs() {
        try (StreamEstimate estimate =
                StreamEstimate.begin(true, volume, snapshot, Optional.empty())) {
            OptionalLong known = estimate.known();
            while (known.isEmpty()) {
                Thread.onSpinWait();
                known = estimate.known();
            }

            // The fake's outline is its whole stream.
            assertThat(known)
                    .hasValue(
                            volume.stream(snapshot, Optional.empty()).length - STREAM_HEADER_BYTES);
        }
    }

    @Test
    void nobodyWaitsForWhatNobodyWants() {
        try (StreamEstimate estimate =
                StreamEstimate.begin(false, volume, snapshot, Optional.empty())) {
            assertThat(estimate.known()).isEmpty();
        }
    }
}
