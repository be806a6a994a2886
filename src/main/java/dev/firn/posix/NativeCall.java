package dev.firn.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** A C function that returns an int, or a number that fits into one, and sets errno. */
public final class NativeCall {

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle handle;

    /** What a call returned, and errno after it. */
    public record Result(int value, int errno) {}

    public NativeCall(SymbolLookup library, String name, MemoryLayout... arguments) {
        this(library, name, arguments.length, arguments);
    }

    /** A function whose arguments from {@code firstVariadic} on are variadic, as in ioctl(2). */
    public NativeCall(
            SymbolLookup library, String name, int firstVariadic, MemoryLayout... arguments) {
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, arguments);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment symbol = library.findOrThrow(name);
        MethodHandle raw =
                firstVariadic == arguments.length
                        ? Linker.nativeLinker().downcallHandle(symbol, type, errno)
                        : Linker.nativeLinker()
                                .downcallHandle(
                                        symbol,
                                        type,
                                        errno,
                                        Linker.Option.firstVariadicArg(firstVariadic));
        this.handle = raw.asSpreader(1, Object[].class, arguments.length);
    }

    /** Calls it. */
    public Result call(Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int value = (int) handle.invoke(state, arguments);
            return new Result(value, (int) ERRNO.get(state, 0L));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw: " + Arrays.toString(arguments), e);
        }
    }

    /** A C string of unknown length. */
    public static final ValueLayout C_STRING =
            ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));
}
