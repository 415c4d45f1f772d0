package vn.antin.console.web;

import java.io.IOException;

/** The handler of one path of the console. */
@FunctionalInterface
public interface ConsolePage {

    /**
     * Answers a request.
     *
     * @param rest of the path after the page's own; empty, or the name of one item
     */
    void answer(RequestContext context, String rest) throws IOException;
}
