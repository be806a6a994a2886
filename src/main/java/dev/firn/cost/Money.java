package dev.firn.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An amount in US dollars.
 *
 * @param dollars to as many places as the prices give; rounded for people only
 */
public record Money(BigDecimal dollars) implements Comparable<Money> {

    public static final Money NONE = new Money(BigDecimal.ZERO);

    /** For quotients: far more places than any bill shows. */
    static final MathContext PLACES = MathContext.DECIMAL128;

    private static final BigDecimal CENT = new BigDecimal("0.01");

    /**
     * Reads an amount such as {@code 12.50} or {@code $3}.
     *
     * @throws IllegalArgumentException if it is none, or is below zero
     */
    public static Money parse(String text) {
        try {
            BigDecimal dollars = new BigDecimal(text.startsWith("$") ? text.substring(1) : text);
            if (dollars.signum() < 0) {
                throw new IllegalArgumentException("'%s' is below zero".formatted(text));
            }
            return new Money(dollars);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'%s' is not an amount in dollars such as 12.50".formatted(text), e);
        }
    }

    /** The sum of both. */
    public Money plus(Money other) {
        return new Money(dollars.add(other.dollars, PLACES));
    }

    /** For so many units of which this is the price of one. */
    public Money times(BigDecimal quantity) {
        return new Money(dollars.multiply(quantity, PLACES));
    }

    /** To whole cents, up: nobody is to pay more than was said. */
    public BigDecimal cents() {
        return dollars.setScale(2, RoundingMode.CEILING);
    }

    @Override
    public int compareTo(Money other) {
        return dollars.compareTo(other.dollars);
    }

    /** For people: {@code $0.02}; {@code under $0.01} for less than a cent. */
    @Override
    public String toString() {
        if (dollars.signum() > 0 && dollars.compareTo(CENT) < 0) {
            return "under $0.01";
        }
        return "$" + cents().toPlainString();
    }
}
