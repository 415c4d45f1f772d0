package vn.antin.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;

/**
 * One thing that was looked at, judged.
 *
 * @param subject which of several: a node, a queue, a certificate; empty where there is one only
 * @param value what was measured, in the unit of the rule
 * @param warn from where on somebody should look
 * @param critical from where on somebody must
 * @param blocks whether nothing can be delivered as long as it is so
 * @param fault what is wrong; null when nothing is
 * @param said the values of the fault's sentence
 */
public record HealthCheck(
        Rule rule,
        String subject,
        CheckLevel level,
        double value,
        double warn,
        double critical,
        boolean blocks,
        @Nullable Fault fault,
        List<String> said) {

    public HealthCheck {
        said = List.copyOf(said);
    }

    /** How bad it is, in the order of Nagios' exit codes. */
    public enum CheckLevel {
        OK(0),
        WARNING(1),
        CRITICAL(2);

        private final int number;

        CheckLevel(int number) {
            this.number = number;
        }

        /** As Nagios has it. */
        public int number() {
            return number;
        }

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What is looked at, with the unit of its value. */
    public enum Rule {
        LINE("s"),
        PEER("s"),
        CLOCK("s"),
        DISK("B"),
        BROKER(""),
        CERTIFICATE("d"),
        DIRECTORY("d"),
        PROGRESS("s"),
        QUEUE("s"),
        RECEIPTS(""),
        DEAD_LETTERS(""),
        LOG("s"),
        ALARM(""),
        ROUTE("s"),
        BACKUP("s");

        private final String unit;

        Rule(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }

        /** Whether less is worse. */
        public boolean falling() {
            return this == DISK || this == CERTIFICATE || this == DIRECTORY;
        }
    }

    public boolean good() {
        return level == CheckLevel.OK;
    }

    /** Measured against a limit: beyond the second it is critical. */
    static CheckLevel level(Rule rule, double value, double warn, double critical) {
        if (rule.falling()) {
            return value < critical ? CheckLevel.CRITICAL : value < warn ? CheckLevel.WARNING : CheckLevel.OK;
        }
        return value >= critical ? CheckLevel.CRITICAL : value >= warn ? CheckLevel.WARNING : CheckLevel.OK;
    }
}
