package vn.antin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one document at one node. */
abstract class DocumentCommand implements Callable<Integer> {

    @Mixin
    Terminal terminal;

    @Mixin
    NodeOption node;

    @Parameters(index = "0", paramLabel = "ID", descriptionKey = "id")
    String id;
}
