package vn.antin.edxml;

import java.io.IOException;
import java.io.InputStream;

/** A source of bytes that can be opened more than once; the caller closes the stream. */
@FunctionalInterface
public interface Source {

    InputStream open() throws IOException;
}
