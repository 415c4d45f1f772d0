package vn.antin.endtoend;

import java.util.List;
import java.util.Map;
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;

/**
 * A form of the console.
 *
 * @param page its page, below the console's address
 * @param name of its action
 * @param right needed to see and to send it
 */
record AuditedAction(String page, String name, Action right) {

    private static final String TRY = """
            const [base, deeds, done] = arguments;
            const word = document.querySelector(".me input[name=form]").value;
            const attempt = async (deed) => {
                const page = new DOMParser().parseFromString(await (await fetch(base + deed.page)).text(), "text/html");
                const shown = page.querySelector(`form[action="/console/${deed.name}"]`) !== null;
                if (deed.may) return shown ? [] : [deed.name + " is not offered on " + deed.page];
                const answer = await fetch("/console/" + deed.name, {
                    method: "POST", body: new URLSearchParams({ form: word, reason: "thử" }) });
                return (shown ? [deed.name + " is offered on " + deed.page] : [])
                    .concat(answer.status === 403 ? [] : [deed.name + " is answered with " + answer.status]);
            };
            Promise.all(deeds.map(attempt)).then((said) => done(said.flat()), (failure) => done(["" + failure]));
            """;

    /** What is wrong with the forms that a signed-in person of this role is offered or refused. */
    static List<String> tried(Chromium browser, String console, PersonRole role, List<AuditedAction> deeds) {
        List<Map<String, Object>> all = deeds.stream()
                .map(deed -> Map.<String, Object>of("page", deed.page, "name", deed.name, "may", role.may(deed.right)))
                .toList();
        return ((List<?>) browser.answer(TRY, console, all))
                .stream().map(said -> role + ": " + said).toList();
    }
}
