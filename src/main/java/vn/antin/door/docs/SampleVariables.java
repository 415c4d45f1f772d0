package vn.antin.door.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables of the generated files: those a developer fills in, and those that calls pass on. */
final class SampleVariables {

    private SampleVariables() {}

    /** Names and initial values, with this node as the sender. */
    static Map<String, String> of(String node, List<SampleRequest> flow) {
        Map<String, String> variables = own(node);
        flow.forEach(request -> request.keep().keySet().forEach(name -> variables.put(name, "")));
        return variables;
    }

    static Map<String, String> own(String node) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("sender", node);
        variables.put("senderKey", "antin_live_…");
        variables.put("recipient", "https://localhost:8443");
        variables.put("recipientKey", "antin_live_…");
        variables.put("recipientCode", "H06.33.03");
        return variables;
    }
}
