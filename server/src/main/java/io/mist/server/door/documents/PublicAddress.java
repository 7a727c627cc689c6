package io.mist.server.door.documents;

import com.linecorp.armeria.common.RequestHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address by which a client has reached this server, so that links shown to it are reachable too.
 *
 * @param authority host and port
 * @param host without the port
 */
record PublicAddress(String scheme, String authority, String host) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");

    /** The address that a request used, which may have come through a proxy that speaks TLS. */
    static PublicAddress by(RequestHeaders headers) {
        String authority = String.valueOf(headers.authority());
        Matcher known = AUTHORITY.matcher(authority);
        String scheme = "https".equals(headers.get("x-forwarded-proto")) ? "https" : "http";
        return known.matches()
                ? new PublicAddress(scheme, authority, known.group("host"))
                : new PublicAddress(scheme, "localhost", "localhost");
    }

    String url() {
        return scheme + "://" + authority;
    }
}
