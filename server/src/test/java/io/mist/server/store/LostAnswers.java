package io.mist.server.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;

/** A database that commits and then fails, as when the connection breaks before the answer arrives. */
public final class LostAnswers {

    private final Database database;
    private final AtomicInteger commits = new AtomicInteger();

    public LostAnswers(Database database) {
        this.database = database;
    }

    public Jdbi jdbi() {
        return Jdbi.create(() -> losing(database.jdbi().open().getConnection()));
    }

    /** The answer to the next commit is lost. */
    public void loseNext() {
        commits.set(1);
    }

    private Connection losing(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                LostAnswers.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("commit") && commits.getAndDecrement() > 0) {
                        throw new SQLException("the answer is lost");
                    }
                    return answer;
                });
    }
}
