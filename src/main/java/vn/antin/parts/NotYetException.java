package vn.antin.parts;

import java.io.IOException;

/** The line is good, but the hub does not give or take this part now. */
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
