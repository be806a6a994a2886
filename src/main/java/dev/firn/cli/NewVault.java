package dev.firn.cli;

import dev.firn.config.ConfigurationTemplate;
import dev.firn.keys.Recipients;
import dev.firn.model.VaultId;
import dev.firn.report.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A vault that {@code firn init} makes, or that is there already: in a directory or in a bucket.
 */
interface NewVault {

    /** Refuses what cannot become a vault. Changes nothing. */
    void check() throws IOException;

    /** Makes what is missing. May be broken off anywhere and repeated. */
    Result make(Recipients recipients) throws IOException;

    /**
     * What there is now.
     *
     * @param cloud how to reach it, for the configuration; empty for a directory
     * @param findings what is not as it should be
     */
    record Result(
            VaultId id, Optional<ConfigurationTemplate.Cloud> cloud, List<Finding> findings) {}

    /** Takes back what was made, as far as nobody else can have begun to use it. */
    void takeBack(Exception failure);
}
