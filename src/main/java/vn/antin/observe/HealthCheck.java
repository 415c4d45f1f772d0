package vn.antin.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;

/**
 * The result of one health check.
 *
 * @param subject of several: a node, a queue, a certificate; empty where there is one only
 * @param value measured, in the unit of the rule
 * @param warn threshold of a warning
 * @param critical threshold of a critical result
 * @param blocks whether nothing can be delivered while it lasts
 * @param fault what is wrong; null when nothing is
 * @param said values of the fault's sentence
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

    /** The severity, in the order of Nagios' exit codes. */
    public enum CheckLevel {
        OK(0),
        WARNING(1),
        CRITICAL(2);

        private final int number;

        CheckLevel(int number) {
            this.number = number;
        }

        /** The exit code of Nagios. */
        public int number() {
            return number;
        }

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What is checked, with the unit of its value. */
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
        BACKUP("s"),
        TOKEN("s");

        private final String unit;

        Rule(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }

        /** Whether lower values are worse. */
        public boolean falling() {
            return this == DISK || this == CERTIFICATE || this == DIRECTORY;
        }
    }

    public boolean good() {
        return level == CheckLevel.OK;
    }

    /** Compares a value with its thresholds. */
    static CheckLevel level(Rule rule, double value, double warn, double critical) {
        if (rule.falling()) {
            return value < critical ? CheckLevel.CRITICAL : value < warn ? CheckLevel.WARNING : CheckLevel.OK;
        }
        return value >= critical ? CheckLevel.CRITICAL : value >= warn ? CheckLevel.WARNING : CheckLevel.OK;
    }
}
