package vn.antin.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the configuration file, named as the record component it stands at. Defaults and bounds are written as the
 * file would write them. A duration must be longer than zero; an object without some keys takes the defaults of those.
 *
 * <pre>{@code
 * record Limits(@ConfigKey(preset = "100", least = "1", most = "1000", value = "files of one document") int parts) {}
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ConfigKey {

    /** The meaning, for {@code src/docs/configuration.md}. */
    String value();

    /** The name in the file where the component has another. */
    String name() default "";

    /** The default; empty for none. <code>${data}</code> is the folder of the key {@code data}. */
    String preset() default "";

    boolean required() default false;

    String least() default "";

    String most() default "";

    /** The only words allowed; empty for any. */
    String[] words() default {};

    /** Whether pages and reports mask the value. */
    boolean secret() default false;

    /** {@code node} or {@code hub} where only one of them has the key. */
    String role() default "";
}
