package vn.antin.door.vxp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;

/**
 * The authenticated signer of a call.
 *
 * @param parameters those of the national SDK, by the names of its headers without {@link AxisSignature#PREFIX}; null
 *     when the parameters are not in headers
 * @param fileHash the SHA-256 of the package as the caller signed it
 */
record AxisCaller(
        AgencyCode agency,
        @Nullable Map<String, String> parameters,
        @Nullable String fileHash) {

    /** Whether the call has the form of the national SDK. */
    boolean bySdk() {
        return parameters != null;
    }
}
