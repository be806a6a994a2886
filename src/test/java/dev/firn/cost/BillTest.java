package dev.firn.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The examples of docs/cost.md, by hand. */
class BillTest {

    private static final long GB = 1L << 30;
    private static final long TB = 1L << 40;
    private static final Duration MONTH = Duration.ofDays(30);

    private final Bill bill = new Bill(PriceFile.builtIn());

    private void requireTotal(String dollars) {
        assertThat(bill.total().dollars()).isEqualByComparingTo(new BigDecimal(dollars));
    }

    @Test
    void nothingCostsNothing() {
        requireTotal("0");
        assertThat(bill.items()).isEmpty();
    }

    @Test
    void aTerabyteOfDeepArchiveForAMonth() {
        for (int chunk = 0; chunk < 16_384; chunk++) {
            bill.storage(StorageClass.DEEP_ARCHIVE, 64L << 20, MONTH);
        }
        // 1,024 GB for 0.00099; overheads of half a GB for 0.00099 and an eighth for 0.023.
        requireTotal("1.01713");
    }

    @Test
    void anArchivedObjectHasAnOverheadAtTwoPrices() {
        bill.storage(StorageClass.GLACIER, 0, MONTH);
        BigDecimal own = new BigDecimal("0.0036").multiply(BigDecimal.valueOf(32768));
        BigDecimal standard = new BigDecimal("0.023").multiply(BigDecimal.valueOf(8192));
        requireTotal(
                own.add(standard).divide(BigDecimal.valueOf(GB), Money.PLACES).toPlainString());
    }

    @Test
    void smallObjectsOfInfrequentAccessAreChargedForAsLargerOnes() {
        bill.storage(StorageClass.STANDARD_IA, 1, MONTH);
        requireTotal("0.00000152587890625"); // 128 kB for 0.0125
    }

    @Test
    void whatIsDeletedTooSoonIsChargedForAsIfItHadStayed() {
        bill.deleted(StorageClass.STANDARD_IA, GB, Duration.ofDays(3));
        requireTotal("0.0125");
    }

    @Test
    void whatIsDeletedLaterIsChargedForAsLongAsItStayed() {
        bill.deleted(StorageClass.STANDARD_IA, GB, MONTH.multipliedBy(2));
        requireTotal("0.025");
    }

    @Test
    void aTerabyteThawedInBulk() {
        bill.thaws(StorageClass.DEEP_ARCHIVE, ThawTier.BULK, 16_384, TB);
        requireTotal("2.9696"); // 1,024 GB for 0.0025, 16.384 thousand requests for 0.025
    }

    @Test
    void aTerabyteBroughtHome() {
        bill.gets(StorageClass.DEEP_ARCHIVE, 16_384).downloads(StorageClass.DEEP_ARCHIVE, TB);
        requireTotal("92.1665536"); // 1,024 GB for 0.09, 16.384 thousand requests for 0.0004
        assertThat(bill.items().get(Bill.Item.DOWNLOAD)).hasToString("$92.16");
    }

    @Test
    void readingFromAClassForInstantRetrievalCosts() {
        bill.downloads(StorageClass.GLACIER_IR, GB);
        requireTotal("0.12");
    }

    @Test
    void thawedObjectsAreStoredTwice() {
        bill.thawedCopies(GB, Duration.ofDays(15));
        requireTotal("0.0115");
    }

    @Test
    void requestsOfManyKinds() {
        bill.puts(StorageClass.DEEP_ARCHIVE, 1000).lists(2000).gets(StorageClass.STANDARD, 5000);
        requireTotal("0.062");
    }
}
