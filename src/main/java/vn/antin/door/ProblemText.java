package vn.antin.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;

/**
 * A problem for doors that answer with files: in sentences, and as the JSON that REST would answer.
 *
 * @param fault the first of the faults found
 * @param values of that fault
 * @param retryable whether an unchanged retry may succeed
 * @param words what happened and what to do, with the code, one line for each fault
 * @param json the members of RFC 9457
 */
public record ProblemText(Fault fault, List<String> values, boolean retryable, List<String> words, byte[] json) {

    /** Describes a failure. Logs nothing: the caller knows how often it was reported before. */
    public static ProblemText of(RuntimeException failure, String instance, Language language, Errors errors) {
        RuntimeException known = known(failure);
        List<ValidationException.Violation> flaws =
                known instanceof ValidationException flawed ? flawed.flaws() : ValidationException.of((Refused) known);
        Refused first = flaws.get(0).refused();
        Problem problem = new Problems(errors)
                .of(
                        known,
                        new Problems.FailedRequest(
                                instance, "", instance, null, null, language, Problems.traceId(null)));
        List<String> words = flaws.stream()
                .map(ValidationException.Violation::refused)
                .map(one -> one.fault().code() + ": " + errors.sentence(one.fault(), one.values(), language) + " "
                        + errors.of(one.fault()).remedy().in(language))
                .distinct()
                .toList();
        return new ProblemText(first.fault(), first.values(), problem.retryable(), words, written(problem));
    }

    private static RuntimeException known(RuntimeException failure) {
        if (failure instanceof Refused || failure instanceof ValidationException) {
            return failure;
        }
        return failure instanceof TryLater later
                ? new Refused(later.fault(), later)
                : new Refused(Fault.INSIDE, failure);
    }

    private static byte[] written(Problem problem) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem in JSON", e);
        }
    }
}
