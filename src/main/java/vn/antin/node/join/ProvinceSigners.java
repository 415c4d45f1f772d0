package vn.antin.node.join;

import java.util.List;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;

/** Who signs for the province: certificates, revocation lists and directories. */
public interface ProvinceSigners {

    /** The authority that certifies now. */
    Authority authority();

    /** All authorities whose certificates may be in use, or soon: each keeps its own revocation list. */
    List<Authority> authorities();

    /** Seals the next edition of the directory. */
    Sealer directory();
}
