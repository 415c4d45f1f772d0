import com.vpcp.services.AgencyServiceImp;
import com.vpcp.services.KnobstickServiceImp;
import com.vpcp.services.VnptProperties;
import com.vpcp.services.model.Agency;
import com.vpcp.services.model.BasicResult;
import com.vpcp.services.model.CountReceiveEdoc;
import com.vpcp.services.model.GetAgenciesResult;
import com.vpcp.services.model.GetEdocResult;
import com.vpcp.services.model.GetReceivedEdocResult;
import com.vpcp.services.model.GetSendEdocResult;
import com.vpcp.services.model.GetSynchronizeUnit;
import com.vpcp.services.model.Knobstick;
import com.vpcp.services.model.SendEdocResult;
import com.vpcp.services.model.StatusResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes calls of the national axis' client library (VXP SDK), unchanged, and prints what the library says of each answer.
 *
 * <p>{@code SdkCalls ENDPOINT SYSTEMID SECRET FOLDER CALL…}, where a call is its name, then {@code =} and its words:
 * {@code send=FILE}, {@code get=ID}, {@code done=ID}. One line a call: {@code ## CALL|STATUS|CODE|WORDS|RESULT}. All calls
 * are made with the same two service objects, for the library keeps the parameters of one call for those after it.
 */
public class SdkCalls {

    private final AgencyServiceImp agencies;
    private final KnobstickServiceImp documents;
    private final String systemId;
    private final String folder;
    private final PrintStream out;

    private SdkCalls(String[] args, PrintStream out) {
        VnptProperties properties = new VnptProperties(args[0], args[1], args[2], args[3], 10, 3);
        this.agencies = new AgencyServiceImp(properties);
        this.documents = new KnobstickServiceImp(properties);
        this.systemId = args[1];
        this.folder = args[3];
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        SdkCalls calls = new SdkCalls(args, out);
        for (int i = 4; i < args.length; i++) {
            String[] words = args[i].split("=", 2);
            calls.call(words[0], words.length == 1 ? "" : words[1]);
        }
        System.exit(0);
    }

    private void call(String name, String word) {
        String list = "{\"servicetype\":\"eDoc\",\"messagetype\":\"edoc\"}";
        switch (name) {
            case "agencies": {
                GetAgenciesResult result = agencies.getAgenciesList("{}");
                told(name, result, result.getAgencies() == null ? "" : result.getAgencies().size());
                break;
            }
            case "agencies20": {
                GetAgenciesResult result = agencies.getAgenciesListQD20("{}");
                StringBuilder codes = new StringBuilder();
                if (result.getAgencies() != null) {
                    for (Agency agency : result.getAgencies()) {
                        codes.append(agency.getCode()).append(' ').append(agency.getCode102()).append(';');
                    }
                }
                told(name, result, codes);
                break;
            }
            case "units": {
                GetSynchronizeUnit result = agencies.getSynchronizeUnit("{}");
                told(name, result, result.getUnitSynchronize() == null ? "" : result.getUnitSynchronize().size());
                break;
            }
            case "register":
                told(name, agencies.registerAgency("{}", "{\"id\":\"\",\"code\":\"H06.99\",\"name\":\"x\"}"), "");
                break;
            case "delete":
                told(name, agencies.deleteAgency("{\"AgencyCode\":\"H06.99\"}"), "");
                break;
            case "list":
                received(name, documents.getReceivedEdocList(list));
                break;
            case "statuses":
                received(name, documents.getReceivedEdocList(list.replace("edoc", "status")));
                break;
            case "countEdoc":
                count(name, documents.countReceiveEdoc("{}"));
                break;
            case "countStatus":
                count(name, documents.countReceiveStatus("{}"));
                break;
            case "get":
                got(name, documents.getEdoc("{\"docId\":\"" + word + "\",\"filePath\":\"" + folder + "\"}"));
                break;
            case "download":
                got(name, documents.downloadEdoc("{\"docId\":\"" + word + "\",\"filePath\":\"" + folder + "\"}"));
                break;
            case "done":
            case "fail":
            case "processing":
                told(name, documents.updateStatus("{\"docId\":\"" + word + "\",\"status\":\"" + name + "\"}"), "");
                break;
            case "sent": {
                GetSendEdocResult result = documents.getSentEdocList(list);
                StringBuilder rows = new StringBuilder();
                if (result.getStatusResult() != null) {
                    for (StatusResult row : result.getStatusResult()) {
                        rows.append(row.getSenderDocId()).append(' ').append(row.getToCode()).append(' ');
                        rows.append(row.getSendStatus()).append(' ').append(row.getReceiveStatus()).append(';');
                    }
                }
                told(name, result, rows);
                break;
            }
            case "send": {
                SendEdocResult result = documents.sendEdoc(
                        "{\"from\":\"" + systemId + "\",\"servicetype\":\"eDoc\",\"messagetype\":\"edoc\"}", word);
                told(name, result, result.getDocID());
                break;
            }
            default:
                throw new IllegalArgumentException(name);
        }
    }

    private void received(String name, GetReceivedEdocResult result) {
        StringBuilder rows = new StringBuilder();
        if (result.getKnobsticks() != null) {
            for (Knobstick row : result.getKnobsticks()) {
                rows.append(row.getId()).append(' ').append(row.getFrom()).append(' ').append(row.getMessageType());
                rows.append(';');
            }
        }
        told(name, result, rows);
    }

    private void count(String name, CountReceiveEdoc result) {
        told(name, result, result.getCount());
    }

    private void got(String name, GetEdocResult result) {
        int length = result.getData() == null ? 0 : result.getData().getBytes(StandardCharsets.UTF_8).length;
        told(name, result, length + " " + result.getFilePath());
    }

    private void told(String name, BasicResult result, Object more) {
        String words = result.getErrorDesc() == null ? "" : result.getErrorDesc();
        out.println("\n## " + name + "|" + result.getStatus() + "|" + result.getErrorCode() + "|" + words + "|" + more);
    }
}
