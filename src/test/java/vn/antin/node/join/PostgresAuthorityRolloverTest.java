package vn.antin.node.join;

import org.junit.jupiter.api.extension.RegisterExtension;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.PostgresServer;

/** The contract on PostgreSQL. */
class PostgresAuthorityRolloverTest extends AuthorityRolloverContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @Override
    String database() {
        PostgresServer server = postgres.server(postgres.freshDatabase());
        return "ledger: { port: %d, database: %s, user: %s }\n"
                .formatted(server.port(), server.database(), server.user());
    }
}
