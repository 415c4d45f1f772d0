package vn.antin.trial.demo;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vn.antin.ledger.Books;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.node.Node;
import vn.antin.trial.line.Line;

/** An agency that takes part in the demo: its software, its node and its line. */
record Member(Colleague colleague, Node node, Line line) {

    private static final Set<CopyState> ARRIVED = EnumSet.of(
            CopyState.CONSIGNED,
            CopyState.HANDED_OVER,
            CopyState.ACCEPTED_BY_RECIPIENT,
            CopyState.REFUSED_BY_RECIPIENT);

    /** A copy on its way from this member to an agency. */
    record Transit(Member sender, Copies.Waiting copy) {

        boolean isBetween(String code, String other) {
            String from = sender.code();
            String to = copy.recipient().agency().value();
            return (from.equals(code) && to.equals(other)) || (from.equals(other) && to.equals(code));
        }

        /** Whether its sender has the receipt of its arrival, and has verified it. */
        boolean arrived() {
            Books books = sender.node().books();
            return books.ledger()
                    .read(tx -> books.copies().state(tx, copy.document(), copy.number()))
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

    /** What this member sent and has no receipt of arrival for. */
    List<Transit> transits() {
        Books books = node.books();
        return books.ledger().read(books.copies()::underway).stream()
                .map(copy -> new Transit(this, copy))
                .toList();
    }
}
