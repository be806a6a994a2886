package dev.firn.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"0, $0.00", "0.0001, under $0.01", "0.01, $0.01", "0.0101, $0.02", "$12.5, $12.50"})
    void isShownInCentsAndNeverBelowWhatItIs(String amount, String shown) {
        assertThat(Money.parse(amount)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$", "-1", "twelve", "1,50"})
    void whatIsNoAmountIsRefused(String text) {
        assertThatThrownBy(() -> Money.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void amountsAreAddedWithoutRounding() {
        Money tenth = Money.parse("0.1");
        Money sum = Money.NONE;
        for (int i = 0; i < 10; i++) {
            sum = sum.plus(tenth);
        }
        assertThat(sum.compareTo(Money.parse("1"))).isZero();
    }
}
