package vn.antin.console.web;

import java.io.IOException;

/** What stands at one address of the console. */
@FunctionalInterface
public interface ConsolePage {

    /**
     * Answers.
     *
     * @param rest of the address after the page's own; empty, or what names one thing
     */
    void answer(RequestContext context, String rest) throws IOException;
}
