package vn.antin.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables to what this program expects; a ledger written by a newer program is left alone. */
final class Migrations {

    private Migrations() {}

    static void run(DataSource source, String location) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:" + location)
                    .failOnMissingLocations(true)
                    .placeholderReplacement(false)
                    .ignoreMigrationPatterns(new String[0])
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw SqlErrors.unavailable("migrate", e);
        }
    }
}
