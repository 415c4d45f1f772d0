package vn.antin.door.folder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Compares the problems of the last pass with those of this one and reports only the difference. */
final class FolderProblems {

    private static final Logger log = LoggerFactory.getLogger(FolderProblems.class);

    /** Most problems reported at once; the rest follows when these are mended. */
    private static final int MOST = 20;

    private final String folder;
    private final FolderAlarms alarms;
    private final Map<ProblemKey, FolderProblem> told = new HashMap<>();
    private final Map<ProblemKey, FolderProblem> seen = new LinkedHashMap<>();
    private final Set<ProblemKey> deaf = new HashSet<>();

    private record ProblemKey(Fault fault, String subject) {}

    /** Starts without problems. */
    FolderProblems(String folder, FolderAlarms alarms) {
        this.folder = folder;
        this.alarms = alarms;
    }

    void add(FolderProblem trouble) {
        if (seen.size() < MOST) {
            seen.put(new ProblemKey(trouble.fault(), trouble.subject()), trouble);
        }
    }

    /** Whether this was a problem before and was reported. */
    boolean told(FolderProblem trouble) {
        return told.containsKey(new ProblemKey(trouble.fault(), trouble.subject()));
    }

    void begin() {
        seen.clear();
    }

    List<FolderProblem> seen() {
        return new ArrayList<>(seen.values());
    }

    /** Raises new problems and ends those that are over; a failed report is repeated after the next pass. */
    void tell() {
        for (Map.Entry<ProblemKey, FolderProblem> one : seen.entrySet()) {
            ProblemKey key = one.getKey();
            if (!told.containsKey(key) && heard(key, () -> raise(key, one.getValue()))) {
                told.put(key, one.getValue());
            }
        }
        for (ProblemKey key : List.copyOf(told.keySet())) {
            if (!seen.containsKey(key) && heard(key, () -> end(key))) {
                told.remove(key);
            }
        }
    }

    private void raise(ProblemKey key, FolderProblem trouble) {
        alarms.raise(key.fault(), subject(key), String.join(", ", trouble.values()));
        log.warn("{}: {} {}", subject(key), key.fault().code(), String.join(", ", trouble.values()));
    }

    private void end(ProblemKey key) {
        alarms.end(key.fault(), subject(key));
        log.info("{}: {} is over", subject(key), key.fault().code());
    }

    private String subject(ProblemKey key) {
        return folder + " " + key.subject();
    }

    /** Reports one thing; a failure of the ledger is logged once for each. */
    private boolean heard(ProblemKey key, Runnable telling) {
        try {
            telling.run();
            deaf.remove(key);
            return true;
        } catch (TryLater e) {
            if (deaf.add(key)) {
                log.warn("{} is not told: {}", subject(key), e.getMessage());
            }
            return false;
        }
    }
}
