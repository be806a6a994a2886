# Sourced by ./firn, ./check and ./demo: finds a JDK 25 and what else is needed. POSIX sh.

# Prints why nothing can be done, and what to do about it, and ends.
die() {
    echo "$(basename "$0"): $1" >&2
    [ -z "${2:-}" ] || echo "$(basename "$0"): hint: $2" >&2
    exit 1
}

# The major version of the Java in directory $1; nothing if there is none.
java_major() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] &&
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Sets JAVA_HOME to a JDK 25 or newer: the one it names already, or one where systems keep them.
find_jdk() {
    on_path=$(command -v java 2>/dev/null || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* \
        "$HOME"/.sdkman/candidates/java/* "$on_path"; do
        [ -n "$home" ] || continue
        major=$(java_major "$home")
        if [ -n "$major" ] && [ "$major" -ge 25 ] 2>/dev/null; then
            JAVA_HOME=$home
            export JAVA_HOME
            return
        fi
    done
    die "cannot find a JDK 25" \
        "install one, for example: apt-get install openjdk-25-jdk-headless (or temurin-25-jdk), or set JAVA_HOME"
}

# Installs the Debian packages that provide commands or files: arguments "test:package".
# A test with a slash in it is a file pattern, any other the name of a command.
need() {
    missing=
    for pair in "$@"; do
        test=${pair%%:*}
        case $test in
        */*) ls $test >/dev/null 2>&1 || missing="$missing ${pair#*:}" ;;
        *) command -v "$test" >/dev/null 2>&1 || missing="$missing ${pair#*:}" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        die "these packages are missing:$missing" "sudo apt-get install$missing"
    fi
    echo "$(basename "$0"): installing$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if ! apt-get install -y -q --no-install-recommends $missing >"$log" 2>&1; then
        { apt-get update -q && apt-get install -y -q --no-install-recommends $missing; } \
            >"$log" 2>&1 || { cat "$log" >&2; die "cannot install$missing"; }
    fi
    rm -f "$log"
}

# btrfs's own tools and library are in the system's sbin, which is not on every PATH.
PATH=$PATH:/usr/sbin:/sbin
need_btrfs() {
    need btrfs:btrfs-progs mkfs.btrfs:btrfs-progs "/usr/lib*/*/libbtrfsutil.so.1:libbtrfsutil1"
}

# Names are bytes in btrfs; Java takes their encoding from the locale. One that is only named, as
# over ssh from a machine that has others, is none.
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8
