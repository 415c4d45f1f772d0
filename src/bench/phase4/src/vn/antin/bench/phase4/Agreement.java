package vn.antin.bench.phase4;

import com.helger.base.state.ETriState;
import com.helger.phase4.CAS4;
import com.helger.phase4.crypto.ECryptoAlgorithmCrypt;
import com.helger.phase4.crypto.ECryptoAlgorithmSign;
import com.helger.phase4.crypto.ECryptoAlgorithmSignDigest;
import com.helger.phase4.mgr.MetaAS4Manager;
import com.helger.phase4.model.EMEP;
import com.helger.phase4.model.EMEPBinding;
import com.helger.phase4.model.pmode.PMode;
import com.helger.phase4.model.pmode.PModeParty;
import com.helger.phase4.model.pmode.PModeReceptionAwareness;
import com.helger.phase4.model.pmode.leg.EPModeSendReceiptReplyPattern;
import com.helger.phase4.model.pmode.leg.PModeLeg;
import com.helger.phase4.model.pmode.leg.PModeLegBusinessInformation;
import com.helger.phase4.model.pmode.leg.PModeLegErrorHandling;
import com.helger.phase4.model.pmode.leg.PModeLegProtocol;
import com.helger.phase4.model.pmode.leg.PModeLegSecurity;
import com.helger.phase4.wss.EWSSVersion;

/**
 * The agreement of both sides: one-way push, signed with RSA and SHA-256, with a signed receipt of non-repudiation in
 * the HTTP answer. For the same work as Antin's it is encrypted, too: AES-256-GCM with a key by RSA-OAEP.
 */
final class Agreement {

    static final String SERVICE = "urn:antin:bench:service";
    static final String ACTION = "urn:antin:bench:document";
    static final String REFERENCE = "urn:antin:bench:agreement";

    private Agreement() {}

    static PMode register(String url, boolean sameWork) {
        PModeLegSecurity security = new PModeLegSecurity();
        security.setWSSVersion(EWSSVersion.WSS_111);
        security.setX509SignatureAlgorithm(ECryptoAlgorithmSign.RSA_SHA_256);
        security.setX509SignatureHashFunction(ECryptoAlgorithmSignDigest.DIGEST_SHA_256);
        if (sameWork) {
            security.setX509EncryptionAlgorithm(ECryptoAlgorithmCrypt.AES_256_GCM);
        }
        security.setPModeAuthorize(false);
        security.setSendReceipt(true);
        security.setSendReceiptNonRepudiation(true);
        security.setSendReceiptReplyPattern(EPModeSendReceiptReplyPattern.RESPONSE);
        PModeLeg leg = new PModeLeg(
                PModeLegProtocol.createForDefaultSoapVersion(url),
                PModeLegBusinessInformation.create(SERVICE, ACTION, null, CAS4.DEFAULT_MPC_ID),
                new PModeLegErrorHandling(null, null, ETriState.TRUE, ETriState.TRUE, ETriState.TRUE, ETriState.TRUE),
                null,
                security);
        PMode mode = new PMode(
                "antin-bench",
                PModeParty.createSimple(Keys.SENDER, CAS4.DEFAULT_INITIATOR_URL),
                PModeParty.createSimple(Keys.RECEIVER, CAS4.DEFAULT_RESPONDER_URL),
                REFERENCE,
                EMEP.ONE_WAY,
                EMEPBinding.PUSH,
                leg,
                null,
                null,
                PModeReceptionAwareness.createDefault());
        MetaAS4Manager.getPModeMgr().createOrUpdatePMode(mode);
        return mode;
    }
}
