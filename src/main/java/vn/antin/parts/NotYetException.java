package vn.antin.parts;

import java.io.IOException;

/** The hub is reachable, but does not give or accept this part now. */
public final class NotYetException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    NotYetException(int status) {
        super("HTTP " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
