package dev.firn.cost;

import java.math.BigDecimal;
import java.time.Duration;

/** What prices are per. */
final class Units {

    /** Amazon S3 FAQs, "How will I be charged": its examples divide bytes by 2^30. */
    private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1L << 30);

    /** A short month, so that what is charged for a part of one is rather too high. */
    private static final BigDecimal MONTH_SECONDS =
            BigDecimal.valueOf(Duration.ofDays(30).toSeconds());

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Units() {}

    static BigDecimal gigabytes(long bytes) {
        return BigDecimal.valueOf(bytes).divide(GIGABYTE, Money.PLACES);
    }

    static BigDecimal months(Duration time) {
        return BigDecimal.valueOf(time.toSeconds()).divide(MONTH_SECONDS, Money.PLACES);
    }

    static BigDecimal thousands(long requests) {
        return BigDecimal.valueOf(requests).divide(THOUSAND, Money.PLACES);
    }
}
