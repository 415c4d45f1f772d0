package vn.antin.edxml;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a part or file come from; opened once per writing, closed by whoever opened it. */
@FunctionalInterface
public interface Source {

    InputStream open() throws IOException;
}
