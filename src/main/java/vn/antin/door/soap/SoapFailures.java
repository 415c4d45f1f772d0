package vn.antin.door.soap;

import jakarta.xml.bind.UnmarshalException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;
import org.apache.cxf.interceptor.Fault;
import vn.antin.door.ValidationException;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Translates failures that passed through the framework into faults of the catalogue. */
final class SoapFailures {

    private static final Pattern UNEXPECTED =
            Pattern.compile("unexpected element \\(uri:\"([^\"]*)\", local:\"([^\"]*)\"\\)");
    /** Messages of the framework, with the part that is useful in any language. */
    private static final List<Pattern> FRAMEWORK = List.of(
            Pattern.compile("Unexpected element (\\S+) found"),
            Pattern.compile("Message part (\\S+) was not recognized"),
            Pattern.compile("No namespace on \"([^\"]+)\" element"));

    private static final int LONGEST = 200;

    private SoapFailures() {}

    /**
     * The failure to report: the node's own, if the request reached it; else what is wrong with the request.
     *
     * @param understood whether the request reached the node
     */
    static Throwable meaning(Throwable failure, boolean understood) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof Refused || cause instanceof ValidationException || cause instanceof TryLater) {
                return cause;
            }
        }
        Throwable deepest = causes.get(causes.size() - 1);
        if (understood || causes.stream().noneMatch(Fault.class::isInstance)) {
            return failure instanceof Fault ? deepest : failure;
        }
        for (Throwable cause : causes) {
            if (cause instanceof XMLStreamException malformed) {
                return new Refused(vn.antin.fault.Fault.XML_MALFORMED, failure, place(malformed.getLocation()));
            }
        }
        for (Throwable cause : causes) {
            Matcher unexpected = UNEXPECTED.matcher(String.valueOf(cause.getMessage()));
            if (cause instanceof UnmarshalException && unexpected.find()) {
                return unexpected.group(1).equals(DocumentsPort.NAMESPACE)
                        ? new Refused(vn.antin.fault.Fault.FIELD_UNKNOWN, failure, unexpected.group(2))
                        : foreign(failure, unexpected.group(1), unexpected.group(2));
            }
        }
        return deepest instanceof Fault || causes.stream().anyMatch(UnmarshalException.class::isInstance)
                ? new Refused(vn.antin.fault.Fault.REQUEST_FORM, failure, shortened(deepest))
                : deepest;
    }

    /** An element of another namespace or none, which is the most frequent error of clients. */
    private static Refused foreign(Throwable failure, String space, String name) {
        return new Refused(
                vn.antin.fault.Fault.REQUEST_FORM,
                failure,
                "<" + name + " xmlns=\"" + space + "\"> ≠ xmlns=\"" + DocumentsPort.NAMESPACE + "\"");
    }

    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String place(Location location) {
        return location == null ? "0:0" : location.getLineNumber() + ":" + location.getColumnNumber();
    }

    private static String shortened(Throwable failure) {
        String words = String.valueOf(failure.getMessage())
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
        for (Pattern known : FRAMEWORK) {
            Matcher said = known.matcher(words);
            if (said.find()) {
                return said.group(1);
            }
        }
        String most = words.length() > LONGEST ? words.substring(0, LONGEST) : words;
        return most.endsWith(".") ? most.substring(0, most.length() - 1) : most;
    }
}
