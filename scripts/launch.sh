# Sourced by ./firn and scripts/train-aot: how Java is started. The AOT cache is of use only if it
# was made with the same options, so they stand here alone.

# launch_firn DIST ARGUMENT...: replaces the shell by Firn.
launch_firn() {
    dist=$1
    shift
    # Heap and direct memory are 304 MB in all: the bound that docs/measurements.md speaks of.
    heap=-Xmx96m
    for argument in "$@"; do
        case $argument in
        # A passphrase takes 256 MiB for a moment (age's scrypt with work factor 18).
        restore | init | ls | tree | find | stat | du | diff | history | cat | index | verify) heap=-Xmx448m ;;
        esac
    done
    # The heavy work is in a few loops and native calls: compiling everything else costs more than
    # it brings, a second of processor time in each run.
    compiler=-XX:CompileThresholdScaling=8
    case "${1:-}" in
    list | show | stream | ls | tree | find | stat | du | diff | history | --help | --version)
        compiler=-XX:TieredStopAtLevel=1
        ;;
    esac
    aot=
    [ ! -e "$dist/firn.aot" ] || aot="-XX:AOTCache=$dist/firn.aot"
    exec "$JAVA_HOME/bin/java" $heap -XX:MaxDirectMemorySize=208m $compiler $aot ${FIRN_AOT_TRAINING:-} \
        -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr \
        --enable-native-access=ALL-UNNAMED \
        -Dorg.sqlite.lib.path="$dist/native" -Dorg.sqlite.lib.name=libsqlitejdbc.so \
        -DZstdNativePath="$dist/native/libzstd-jni.so" \
        -cp "$dist/firn.jar" ${FIRN_MAIN:-dev.firn.cli.Main} "$@"
}
