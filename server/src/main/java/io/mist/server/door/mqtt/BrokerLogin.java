package io.mist.server.door.mqtt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/** One user who may do everything. Immutable. */
record BrokerLogin(String username, String password) implements ActiveMQSecurityManager {

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String candidate) {
        // Both are compared whole, so that the time taken tells nothing about either.
        boolean isUser = equal(username, user);
        boolean isPassword = equal(password, candidate);
        return isUser && isPassword;
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String candidate, Set<Role> roles, CheckType checkType) {
        return validateUser(user, candidate);
    }

    private static boolean equal(String expected, @Nullable String actual) {
        return actual != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "BrokerLogin[username=" + username + "]";
    }
}
