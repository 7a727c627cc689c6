package io.mist.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error with a kind, a stable code, and all problems at once. The message is meant for the party that the kind names. */
public final class MistException extends RuntimeException {

    private final ErrorKind kind;
    private final String code;
    // An immutable list of the JDK, so that an exception of a task comes whole from its executor.
    @SuppressWarnings("serial")
    private final List<Problem> problems;
    /** A JSON object. */
    private final String members;

    private MistException(
            ErrorKind kind,
            String code,
            String message,
            List<Problem> problems,
            String members,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.problems = List.copyOf(problems);
        this.members = members;
    }

    public static MistException of(ErrorKind kind, String code, String message) {
        return of(kind, code, message, List.of());
    }

    public static MistException of(ErrorKind kind, String code, String message, List<Problem> problems) {
        return new MistException(kind, code, message, problems, "{}", null);
    }

    public static MistException caller(String code, String message) {
        return of(ErrorKind.CALLER, code, message);
    }

    public static MistException caller(String code, String message, List<Problem> problems) {
        return of(ErrorKind.CALLER, code, message, problems);
    }

    public static MistException job(String code, String message) {
        return of(ErrorKind.JOB, code, message);
    }

    public static MistException resources(String code, String message) {
        return of(ErrorKind.RESOURCES, code, message);
    }

    public static MistException internal(String message, Throwable cause) {
        return new MistException(ErrorKind.INTERNAL, "internal", message, List.of(), "{}", cause);
    }

    public MistException causedBy(Throwable cause) {
        return new MistException(kind, code, text(), problems, members, cause);
    }

    /** With members of its own for the problem document, such as what is there now. */
    public MistException with(ObjectNode ofItsOwn) {
        return new MistException(kind, code, text(), problems, Json.write(ofItsOwn), getCause());
    }

    /** Members of the problem document beside those that all have. */
    public ObjectNode members() {
        return Json.parseObject(members);
    }

    public ErrorKind kind() {
        return kind;
    }

    /** Lower-case words with hyphens, such as {@code unknown-route}; it does not change between releases. */
    public String code() {
        return code;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The message without the problems. */
    public String text() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
