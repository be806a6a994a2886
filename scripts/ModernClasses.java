import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of the jars named as arguments the format of Java 7, if theirs is older: they are
 * the same but for the stack maps that this format needs. The AOT cache takes no older ones; without
 * it, picocli (Java 5) is two thirds of what a start takes.
 */
final class ModernClasses {

    private static final ClassTransform VERSION =
            ClassTransform.endHandler(
                    builder -> builder.withVersion(ClassFile.JAVA_7_VERSION, 0));

    private ModernClasses() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
                List<Path> classes;
                try (Stream<Path> all = Files.walk(files.getPath("/"))) {
                    classes = all.filter(file -> file.toString().endsWith(".class")).toList();
                }
                for (Path file : classes) {
                    modernize(file, files);
                }
            }
        }
    }

    private static void modernize(Path file, FileSystem files) throws IOException {
        ClassHierarchyResolver classes =
                ClassHierarchyResolver.ofResourceParsing(
                                name -> open(files.getPath("/" + name.packageName().replace('.', '/'),
                                        name.displayName() + ".class")))
                        .orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile format =
                ClassFile.of(
                        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(classes));
        ClassModel old = format.parse(file);
        if (old.majorVersion() < ClassFile.JAVA_7_VERSION) {
            Files.write(
                    file,
                    format.transformClass(
                            old,
                            // Code that is copied as it is would get no stack maps.
                            ClassTransform.transformingMethodBodies(
                                            (builder, element) -> builder.with(element))
                                    .andThen(VERSION)));
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
