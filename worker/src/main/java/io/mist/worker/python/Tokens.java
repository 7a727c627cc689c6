package io.mist.worker.python;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What opens a gateway. */
final class Tokens {

    private static final int BYTES = 32;

    private Tokens() {}

    static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
