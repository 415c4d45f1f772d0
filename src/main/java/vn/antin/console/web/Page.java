package vn.antin.console.web;

import java.io.IOException;

/** What stands at one address of the console. */
@FunctionalInterface
public interface Page {

    /**
     * Answers.
     *
     * @param rest of the address after the page's own; empty, or what names one thing
     */
    void answer(Visit visit, String rest) throws IOException;
}
