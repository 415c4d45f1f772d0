package vn.antin.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The settings of the routes, as they stand in {@code config/routes.properties}. */
public final class RouteSettings {

    private static final String FILE = "/config/routes.properties";

    private RouteSettings() {}

    public static Properties routes() {
        Properties settings = new Properties();
        try (InputStream in = RouteSettings.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            settings.load(in);
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }
}
