package vn.antin.ledger.file;

import java.io.IOException;

/** A file could not be made larger; nothing was changed, and a later attempt may succeed. */
public final class NoRoom extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoom(String what, IOException cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
