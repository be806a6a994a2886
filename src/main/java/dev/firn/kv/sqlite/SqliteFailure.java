package dev.firn.kv.sqlite;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's errors in Firn's words. */
final class SqliteFailure {

    private SqliteFailure() {}

    private static SQLiteErrorCode code(SQLException e) {
        return e instanceof SQLiteException known
                ? known.getResultCode()
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** Whether reading or writing the disk failed, as opposed to the disk being full. */
    static boolean isOfTheDisk(SQLException e) {
        return (code(e).code & 0xff) == 10; // SQLITE_IOERR
    }

    static UserException of(String verb, Path file, SQLException e) {
        SQLiteErrorCode code = code(e);
        // The low byte is the primary code; extended codes say more (sqlite3.h).
        return switch (code.code & 0xff) {
            case 11, 26 -> // SQLITE_CORRUPT, SQLITE_NOTADB
                    failure(
                            ErrorKind.VAULT_DAMAGED,
                            verb,
                            file,
                            "the database is damaged",
                            "copy it back from a copy of the vault, or move it away: 'firn rebuild' makes it anew",
                            e);
            case 13 -> // SQLITE_FULL
                    failure(
                            ErrorKind.NO_SPACE,
                            verb,
                            file,
                            "no space left on the device",
                            "make room and run it again",
                            e);
            case 8 -> // SQLITE_READONLY
                    failure(
                            ErrorKind.STORE_UNAVAILABLE,
                            verb,
                            file,
                            "it is read-only",
                            "mount the vault's disk writable",
                            e);
            case 5, 6 -> // SQLITE_BUSY, SQLITE_LOCKED
                    failure(
                            ErrorKind.BUSY,
                            verb,
                            file,
                            "another process has held it for too long",
                            "run it again when the other Firn is done",
                            e);
            case 10, 14 -> // SQLITE_IOERR, SQLITE_CANTOPEN
                    failure(
                            ErrorKind.STORE_UNAVAILABLE,
                            verb,
                            file,
                            "the disk does not let it (" + code.name() + ")",
                            "is the vault's disk still mounted and writable?",
                            e);
            default ->
                    failure(
                            ErrorKind.FAILED,
                            verb,
                            file,
                            String.valueOf(e.getMessage()),
                            "run it again, and report it if that does not help",
                            e);
        };
    }

    private static UserException failure(
            ErrorKind kind, String verb, Path file, String why, String hint, SQLException e) {
        return new UserException(kind, "cannot %s '%s': %s".formatted(verb, file, why), hint, e);
    }

    static UserException notMade(Path file, IOException e) {
        String reason =
                switch (e) {
                    case NoSuchFileException _ -> "its directory does not exist";
                    case AccessDeniedException _ -> "its directory is read-only";
                    default -> String.valueOf(e.getMessage());
                };
        if (reason.contains("Read-only file system")) {
            reason = "it is on a read-only file system";
        }
        return new UserException(
                reason.contains("No space left") ? ErrorKind.NO_SPACE : ErrorKind.STORE_UNAVAILABLE,
                "cannot make '%s': %s".formatted(file, reason),
                "is the vault's disk mounted, writable and not full?",
                e);
    }

    static UserException missing(Path file) {
        return lost(file, "it is missing, or not a plain file");
    }

    static UserException empty(Path file) {
        return lost(file, "it is empty");
    }

    private static UserException lost(Path file, String why) {
        return new UserException(
                ErrorKind.VAULT_DAMAGED,
                "cannot open '%s': %s".formatted(file, why),
                "copy it back, or make it anew from the vault's manifests: 'firn rebuild'");
    }

    static UserException otherVersion(Path file, int found, int known) {
        return new UserException(
                ErrorKind.FAILED,
                "cannot open '%s': its version is %d, and this Firn knows %d"
                        .formatted(file, found, known),
                found > known ? "use a newer Firn" : "is it a metadata store of Firn?");
    }
}
