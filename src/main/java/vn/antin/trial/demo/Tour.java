package vn.antin.trial.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import vn.antin.cli.Moment;
import vn.antin.cli.Terminal;
import vn.antin.cli.VerdictText;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptCheck;

/**
 * The tour of the demo: one letter through the province, with every receipt verified, and a forged receipt at the end.
 */
public final class Tour {

    /** Timeout of each step, generous for a busy machine. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final int EVENTS = 4;

    private final Terminal terminal;
    private final DemoFolder folder;
    private final DemoSoftware sender;
    private final List<DemoSoftware> recipients;
    private int verified;
    private int broken;

    /** A tour from the first of these agencies to the others. */
    Tour(Terminal terminal, DemoFolder folder, List<DemoSoftware> all) {
        this.terminal = terminal;
        this.folder = folder;
        this.sender = all.get(0);
        this.recipients = all.subList(1, all.size());
    }

    /** Runs it; whether every receipt verified and the forgery was refused. */
    boolean run() {
        DemoLetter letter = DemoLetter.write(
                folder.nextNumber(),
                sender.party(),
                recipients.stream().map(DemoSoftware::party).toList(),
                Clock.systemUTC().instant());
        String id = sender.send(letter);
        terminal.say("demo.sent", letter.code(), letter.edxml().length, recipients.size(), id);
        DemoReceipts proofs = new DemoReceipts(folder, sender, id);
        boolean same = receipts(proofs, id, letter);
        if (broken == 0 && verified < EVENTS * recipients.size()) {
            terminal.say("demo.receipts.late");
            return false;
        }
        boolean whole = bundle(proofs, id);
        boolean refused = forge(proofs, id);
        broken += same && whole && refused ? 0 : 1;
        return same && whole && refused && broken == 0 && verified == EVENTS * recipients.size();
    }

    /** Whether something was wrong, and not only late. */
    boolean broken() {
        return broken > 0;
    }

    DemoSoftware sender() {
        return sender;
    }

    int verified() {
        return verified;
    }

    private boolean receipts(DemoReceipts proofs, String id, DemoLetter letter) {
        List<CompletableFuture<Boolean>> taking = recipients.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> take(each, id, letter)))
                .toList();
        int expected = EVENTS * recipients.size();
        await(() -> {
            proofs.fresh().forEach(this::tell);
            return verified + broken >= expected;
        });
        return taking.stream().allMatch(CompletableFuture::join);
    }

    private void tell(DemoReceipts.DemoProof proof) {
        VerdictText judged = new VerdictText(terminal.words());
        if (proof.holds()) {
            verified++;
        } else {
            broken++;
        }
        terminal.say(
                proof.holds() ? "demo.receipt" : "demo.receipt.bad",
                Moment.time(java.time.Instant.parse(proof.receipt().path("at").asText())),
                pad(terminal.words().word("event", proof.receipt().path("event").asText()), 34),
                pad(name(proof.receipt().path("agency").asText()), 20),
                proof.receipt().path("issuer").asText());
        proof.finding().faults().forEach(check -> terminal.line("       " + judged.fault(check)));
    }

    private String name(String code) {
        return recipients.stream()
                .filter(each -> each.code().equals(code))
                .map(DemoSoftware::name)
                .findFirst()
                .orElse(code);
    }

    /** The recipient's software: takes the document, compares it with what was sent, and acknowledges it. */
    private boolean take(DemoSoftware recipient, String id, DemoLetter letter) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!recipient.takeAll(5).contains(id)) {
            if (System.nanoTime() > end) {
                terminal.say("demo.late", recipient.name());
                return false;
            }
        }
        byte[] edxml = recipient.edxml(id);
        folder.write(folder.path().resolve("received").resolve(recipient.node()).resolve(id + ".edxml"), edxml);
        boolean same = Arrays.equals(edxml, letter.edxml());
        terminal.say(same ? "demo.same" : "demo.different", recipient.name(), edxml.length);
        return same;
    }

    private boolean bundle(DemoReceipts proofs, String id) {
        await(() -> proofs.stamped() >= (long) EVENTS * recipients.size());
        Path zip = folder.path().resolve("evidence-" + id + ".zip");
        List<Finding> findings = proofs.bundle(zip);
        boolean holds = findings.stream().allMatch(finding -> finding.outcome() == Outcome.HOLDS);
        terminal.say(holds ? "demo.bundle" : "demo.bundle.bad", zip, findings.size(), proofs.stamped());
        VerdictText judged = new VerdictText(terminal.words());
        findings.stream()
                .flatMap(finding -> finding.faults().stream())
                .forEach(check -> terminal.line("       " + judged.fault(check)));
        return holds;
    }

    /** Forges the last receipt and verifies it. */
    private boolean forge(DemoReceipts proofs, String id) {
        String node = recipients.get(0).node();
        String name = "ContentHandover.1." + node + ".xml";
        Path real = folder.path().resolve("receipts").resolve(id).resolve(name);
        Path forgeries = folder.path().resolve("forged");
        Path forged = forgeries.resolve(name);
        try {
            folder.write(forged, Forgery.of(Files.readAllBytes(real)));
        } catch (IOException e) {
            throw new UncheckedIOException(real.toString(), e);
        }
        proofs.directories(forgeries);
        Finding finding = proofs.audit(forged).get(0);
        boolean refused = finding.outcome() == Outcome.BROKEN;
        terminal.say(refused ? "demo.forged" : "demo.forged.bad", forged);
        VerdictText judged = new VerdictText(terminal.words());
        for (ReceiptCheck check : finding.faults()) {
            terminal.line("       " + judged.fault(check));
        }
        return refused;
    }

    public static void await(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
