package dev.firn.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Firn this is. */
final class Version implements IVersionProvider {

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"firn " + text(), "vault format 1, on Java " + Runtime.version()};
    }
}
