package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.IamPolicy;
import dev.firn.testing.RoleProxy;
import java.io.IOException;
import java.nio.file.Files;

/** The proxies of a role before both servers, which the configuration names meanwhile. */
final class Roles implements AutoCloseable {

    private final TestHost host;
    private final String configuration;
    private final RoleProxy s3;
    private final RoleProxy dynamo;

    Roles(TestHost host, Cloud cloud, String role) throws IOException {
        this.host = host;
        this.configuration = Files.readString(host.config());
        IamPolicy policy = new IamPolicy(host.firn("policy", role));
        String tables = configuration.replaceFirst("(?s).*\\ntables = \"([^\"]*)\".*", "$1");
        String table =
                "arn:aws:dynamodb:eu-central-1:123456789012:table/%s.heads".formatted(tables);
        s3 = new RoleProxy(cloud.s3(), policy, table);
        dynamo = new RoleProxy(cloud.dynamo(), policy, table);
        host.configure(cloud.s3().toString(), s3.endpoint().toString());
        host.configure(cloud.dynamo().toString(), dynamo.endpoint().toString());
    }

    void requireThatAllWasAllowed() {
        assertThat(s3.refused()).isEmpty();
        assertThat(dynamo.refused()).isEmpty();
        assertThat(s3.allowed()).isNotEmpty();
        assertThat(dynamo.allowed()).isNotEmpty();
    }

    @Override
    public void close() throws IOException {
        Files.writeString(host.config(), configuration);
        s3.close();
        dynamo.close();
    }
}
