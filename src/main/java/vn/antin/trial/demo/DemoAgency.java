package vn.antin.trial.demo;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Repositories;
import vn.antin.node.Node;
import vn.antin.trial.line.SimulatedLine;

/** An agency of the demo: its software, its node and its line. */
record DemoAgency(DemoSoftware colleague, Node node, SimulatedLine line) {

    private static final Set<CopyState> ARRIVED = EnumSet.of(
            CopyState.CONSIGNED,
            CopyState.HANDED_OVER,
            CopyState.ACCEPTED_BY_RECIPIENT,
            CopyState.REFUSED_BY_RECIPIENT);

    /** A copy on its way from an agency to another one. */
    record Transit(DemoAgency sender, Copies.WaitingCopy copy) {

        boolean isBetween(String code, String other) {
            String from = sender.code();
            String to = copy.recipient().agency().value();
            return (from.equals(code) && to.equals(other)) || (from.equals(other) && to.equals(code));
        }

        /** Whether its sender has verified the receipt of its arrival. */
        boolean arrived() {
            Repositories repositories = sender.node().repositories();
            return repositories
                    .ledger()
                    .read(tx -> repositories.copies().state(tx, copy.document(), copy.number()))
                    .filter(ARRIVED::contains)
                    .isPresent();
        }
    }

    String code() {
        return colleague.code();
    }

    String name() {
        return colleague.name();
    }

    /** The copies that this agency sent and has no receipt of arrival for. */
    List<Transit> transits() {
        Repositories repositories = node.repositories();
        return repositories.ledger().read(repositories.copies()::underway).stream()
                .map(copy -> new Transit(this, copy))
                .toList();
    }
}
