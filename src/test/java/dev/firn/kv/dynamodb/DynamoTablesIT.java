package dev.firn.kv.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.Catalog;
import dev.firn.kv.dynamodb.TableFinding.Kind;
import dev.firn.report.UserException;
import dev.firn.testing.DynamoLocal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Tables on DynamoDB Local. It knows no point-in-time recovery (AWS: "DynamoDB local usage notes"),
 * so what is found there always contains that it is off.
 */
class DynamoTablesIT {

    private final DynamoSettings settings = DynamoLocal.settings();
    private final DynamoTables tables = DynamoTables.open(settings);
    private final DynamoDbClient client = DynamoClients.open(settings);

    @AfterEach
    void close() {
        tables.close();
        client.close();
    }

    private TableDescription described(String table) {
        return client.describeTable(r -> r.tableName(settings.tableName(table))).table();
    }

    private static List<String> kinds(List<TableFinding> findings) {
        return findings.stream()
                .map(finding -> finding.table().replaceFirst(".*\\.", "") + " " + finding.kind())
                .toList();
    }

    @Test
    void makesTheTablesOfTheCatalogWithinTheFreeTier() throws IOException {
        List<TableFinding> findings = tables.prepare(TableSpec.freeTier());

        assertThat(TableSpec.freeTier())
                .extracting(TableSpec::table)
                .containsExactlyElementsOf(Catalog.TABLES);
        long reads = 0;
        long writes = 0;
        for (String table : Catalog.TABLES) {
            TableDescription found = described(table);
            assertThat(found.deletionProtectionEnabled()).isTrue();
            reads += found.provisionedThroughput().readCapacityUnits();
            writes += found.provisionedThroughput().writeCapacityUnits();
        }
        assertThat(reads).isEqualTo(25);
        assertThat(writes).isEqualTo(25);
        // DynamoDB Local knows no point-in-time recovery; on AWS there are no findings.
        assertThat(findings)
                .extracting(TableFinding::kind)
                .hasSize(4)
                .containsOnly(Kind.NO_POINT_IN_TIME_RECOVERY);
        assertThat(findings.getFirst().message())
                .isEqualTo("table '%s' has no point-in-time recovery", settings.tableName("heads"));
    }

    @Test
    void makesThemAgainWithoutHarm() throws IOException {
        List<TableFinding> first = tables.prepare(TableSpec.freeTier());

        assertThat(tables.prepare(TableSpec.freeTier())).isEqualTo(first);
        assertThat(tables.check(TableSpec.freeTier())).isEqualTo(first);
    }

    @Test
    void makesTablesThatArePaidByTheRequest() throws IOException {
        List<TableSpec> heads = List.of(TableSpec.onDemand().getFirst());
        tables.prepare(heads);

        assertThat(described("heads").provisionedThroughput().writeCapacityUnits()).isZero();
        assertThat(kinds(tables.check(heads))).containsExactly("heads NO_POINT_IN_TIME_RECOVERY");
        assertThat(kinds(tables.check(List.of(TableSpec.freeTier().getFirst()))))
                .containsExactly("heads OTHER_CAPACITY", "heads NO_POINT_IN_TIME_RECOVERY");
    }

    @Test
    void findsWhatIsMissingAndMakesNothing() throws IOException {
        assertThat(kinds(tables.check(TableSpec.freeTier())))
                .containsExactly(
                        "heads MISSING",
                        "sequences MISSING",
                        "snapshots MISSING",
                        "chunks MISSING");
        assertThat(client.listTables().tableNames()).doesNotContain(settings.tableName("heads"));
    }

    @Test
    void switchesOnWhatIsOff() throws IOException {
        List<TableSpec> heads = List.of(TableSpec.freeTier().getFirst());
        tables.prepare(heads);
        client.updateTable(
                r -> r.tableName(settings.tableName("heads")).deletionProtectionEnabled(false));
        assertThat(kinds(tables.check(heads)))
                .containsExactly("heads NO_DELETION_PROTECTION", "heads NO_POINT_IN_TIME_RECOVERY");

        tables.prepare(heads);

        assertThat(described("heads").deletionProtectionEnabled()).isTrue();
    }

    @Test
    void refusesATableOfSomethingElse() throws IOException {
        KeySchemaElement song =
                KeySchemaElement.builder().attributeName("song").keyType(KeyType.HASH).build();
        AttributeDefinition text =
                AttributeDefinition.builder()
                        .attributeName("song")
                        .attributeType(ScalarAttributeType.S)
                        .build();
        client.createTable(r ->
                r.tableName(settings.tableName("heads"))
                        .keySchema(song)
                        .attributeDefinitions(text)
                        .billingMode(BillingMode.PAY_PER_REQUEST));
        List<TableSpec> heads = List.of(new TableSpec("heads", Optional.empty()));

        assertThatThrownBy(() -> tables.prepare(heads))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot use table '%s': its keys are not those of a table of Firn",
                        settings.tableName("heads"));
        assertThat(kinds(tables.check(heads))).containsExactly("heads OTHER_KEYS");
        assertThat(described("heads").deletionProtectionEnabled()).isNotEqualTo(true);
    }
}
