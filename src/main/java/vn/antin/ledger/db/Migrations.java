package vn.antin.ledger.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Migrates the tables to the schema of this program; refuses a ledger written by a newer program. */
final class Migrations {

    private Migrations() {}

    static void run(DataSource source, String location) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:" + location)
                    .failOnMissingLocations(true)
                    .placeholderReplacement(false)
                    .ignoreMigrationPatterns(new String[0])
                    .cleanDisabled(true)
                    .load();
            checkNewer(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw SqlErrors.unavailable("migrate", e);
        }
    }

    private static void checkNewer(Flyway flyway) {
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new Refused(Fault.LEDGER_NEWER, String.valueOf(migration.getVersion()));
            }
        }
    }
}
