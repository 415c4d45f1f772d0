package vn.antin.crash;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Marks a test of half a minute or more that runs on one day of three, so that all tests take a quarter of an hour;
 * {@code -Dturn=all} runs all of them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InTurn.Today.class)
public @interface InTurn {

    /** The day of the three: 0, 1 or 2. */
    int value();

    /** Enables the test on its day. */
    final class Today implements ExecutionCondition {

        private static final int DAYS = 3;

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            int turn = AnnotationSupport.findAnnotation(context.getElement(), InTurn.class)
                    .orElseThrow()
                    .value();
            boolean today = LocalDate.now(ZoneOffset.UTC).toEpochDay() % DAYS == turn;
            return today || "all".equals(System.getProperty("turn"))
                    ? ConditionEvaluationResult.enabled("its day")
                    : ConditionEvaluationResult.disabled("not its day; -Dturn=all runs it");
        }
    }
}
