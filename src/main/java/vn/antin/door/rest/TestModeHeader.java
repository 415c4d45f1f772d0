package vn.antin.door.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import vn.antin.envelope.Mode;

/** Marks every answer of a test node. */
final class TestModeHeader implements ContainerResponseFilter {

    /** Absent from the answers of a production node. */
    static final String HEADER = "Antin-Mode";

    private final Mode mode;

    TestModeHeader(Mode mode) {
        this.mode = mode;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (mode == Mode.TEST) {
            response.getHeaders().putSingle(HEADER, mode.name());
        }
    }
}
