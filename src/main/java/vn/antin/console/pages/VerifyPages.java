package vn.antin.console.pages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Looks;
import vn.antin.console.web.Visit;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.receipt.Audit;
import vn.antin.receipt.Finding;

/** Judges a receipt or an evidence bundle that somebody brings; the file is judged in memory and not kept. */
final class VerifyPages {

    private final Supplier<Audit> judge;
    private final Function<Set<Long>, ? extends Collection<byte[]>> directories;
    private final Errors errors;
    private final Looks looks;

    VerifyPages(
            Supplier<Audit> judge,
            Function<Set<Long>, ? extends Collection<byte[]>> directories,
            Errors errors,
            Looks looks) {
        this.judge = judge;
        this.directories = directories;
        this.errors = errors;
        this.looks = looks;
    }

    void on(Console console) {
        console.at("verify", (visit, rest) -> {
                    visit.needs(Action.SEE_RECEIPTS);
                    show(visit, null);
                })
                .does("verify", (visit, rest) -> verify(visit));
    }

    private void verify(Visit visit) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        byte[] file = visit.file("file");
        if (file.length == 0) {
            throw new Refused(Fault.FILE_MISSING, "file");
        }
        List<Finding> findings = new ArrayList<>();
        judge.get().judge(visit.view().say("verify.file"), file, directories, findings::add);
        Judgement judged = Judgement.of(file, findings, errors, visit.view());
        looks.verified(visit, judged);
        show(visit, judged);
    }

    private static void show(Visit visit, @Nullable Judgement judged) throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("judged", judged);
        visit.page("verify", model);
    }
}
