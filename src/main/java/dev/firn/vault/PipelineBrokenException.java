package dev.firn.vault;

import java.io.IOException;

/** Another stage of the pipeline failed; the cause says how. */
final class PipelineBrokenException extends IOException {
    PipelineBrokenException(Throwable cause) {
        super("another stage of the pipeline failed", cause);
    }
}
