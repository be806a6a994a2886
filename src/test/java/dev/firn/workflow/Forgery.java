package dev.firn.workflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.Snapshot;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.kv.RecordKey;
import dev.firn.model.Sha256;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes a trusted host sign what is not true of a stored snapshot, and the records agree. */
final class Forgery {

    private final World world;
    private final dev.firn.model.Snapshot snapshot;

    Forgery(World world, dev.firn.model.Snapshot snapshot) {
        this.world = world;
        this.snapshot = snapshot;
    }

    /** Changes the manifest and signs it, changes the record, and gives what is stored then. */
    dev.firn.model.Snapshot of(
            Consumer<Manifest.Builder> manifest, Consumer<Snapshot.Builder> record)
            throws IOException {
        Manifest.Builder changed = Manifest.newBuilder();
        JsonFormat.parser().merge(text(key("manifest.json")), changed);
        manifest.accept(changed);
        byte[] json = JsonFormat.printer().print(changed).getBytes(StandardCharsets.UTF_8);
        world.objects.damage(key("manifest.json"), json);
        world.objects.damage(key("manifest.sig"), world.hostKey.sign(json));

        RecordKey recordKey =
                new RecordKey(
                        "snapshots",
                        snapshot.place().volume().toString(),
                        snapshot.id().toString());
        Versioned before = world.records.get(recordKey).orElseThrow();
        Snapshot.Builder builder = Snapshot.parseFrom(before.value()).toBuilder();
        builder.setManifestSha256(ByteString.copyFrom(Sha256.of(json).bytes()));
        record.accept(builder);
        world.records.replace(recordKey, builder.build().toByteArray(), before.version());
        return world.open()
                .catalog()
                .snapshot(snapshot.place().volume(), snapshot.id())
                .orElseThrow();
    }

    private ObjectKey key(String name) {
        return new ObjectKey(
                "snapshots/%s/%s/%s".formatted(snapshot.place().volume(), snapshot.id(), name));
    }

    private String text(ObjectKey key) throws IOException {
        long bytes = world.objects.info(key).orElseThrow().bytes();
        return new String(world.objects.open(key, 0, bytes).readAllBytes(), StandardCharsets.UTF_8);
    }
}
