package dev.firn.cli;

import java.nio.file.Path;

/** Units of systemd (systemd.service(5), systemd.timer(5)). */
final class Units {

    private Units() {}

    /**
     * Runs one backup. SIGTERM ends it well, and 143 is no failure then; a backup that the network
     * or a thaw holds up is not started a second time meanwhile.
     *
     * @param program what starts Firn
     */
    static String service(String program, Path configuration) {
        return """
        [Unit]
        Description=Firn backup
        Wants=network-online.target
        After=network-online.target local-fs.target

        [Service]
        Type=oneshot
        ExecStart=%s backup --config %s
        SuccessExitStatus=143
        TimeoutStartSec=infinity
        TimeoutStopSec=60
        Nice=10
        IOSchedulingClass=idle
        # Credentials: the AWS SDK looks into the environment, /root/.aws and the machine's role.
        Environment=HOME=/root LC_ALL=C.UTF-8
        #Environment=AWS_PROFILE=backup
        """
                .formatted(quoted(program), quoted(configuration.toString()));
    }

    /**
     * Starts the service. One that was missed because the host was off is made up for.
     *
     * @param calendar as in systemd.time(7)
     */
    static String timer(String calendar) {
        return """
        [Unit]
        Description=Firn backup

        [Timer]
        OnCalendar=%s
        RandomizedDelaySec=10min
        Persistent=true

        [Install]
        WantedBy=timers.target
        """
                .formatted(calendar.replace("%", "%%"));
    }

    /** As systemd.service(5), "Command lines", wants it. */
    private static String quoted(String text) {
        String escaped =
                text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", "$$");
        return escaped.matches("[A-Za-z0-9/._+-]+") ? escaped : '"' + escaped + '"';
    }
}
