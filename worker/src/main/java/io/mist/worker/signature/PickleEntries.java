package io.mist.worker.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import scala.reflect.internal.pickling.PickleBuffer;

/**
 * The numbered entries, symbols and types, that Scala 2's compiler writes into an annotation of a class file. The format is
 * that of {@code scala.reflect.internal.pickling.PickleFormat}, which has not changed since Scala 2.10.
 */
final class PickleEntries {

    static final int ALIAS = 5;
    static final int CLASS = 6;
    static final int VALUE = 8;
    /** A symbol of another class file. */
    static final int OTHER = 9;

    static final int OTHER_OBJECT = 10;
    static final int THIS_TYPE = 13;
    static final int SINGLE_TYPE = 14;
    static final int TYPE_REFERENCE = 16;
    static final int CLASS_INFO = 19;
    static final int METHOD_TYPE = 20;
    static final int POLY_TYPE = 21;
    static final int CHILDREN = 41;
    static final int ANNOTATED_TYPE = 42;
    static final int EXISTENTIAL_TYPE = 48;

    private static final int MAJOR = 5;
    private static final int FIRST_SYMBOL = 3;

    private final byte[] bytes;
    private final int[] index;

    /** @param info the entry of its type */
    record Symbol(String name, int owner, long flags, int info) {}

    PickleEntries(byte[] bytes) {
        this.bytes = bytes;
        PickleBuffer buffer = new PickleBuffer(bytes, 0, bytes.length);
        int major = buffer.readNat();
        int minor = buffer.readNat();
        if (major != MAJOR) {
            throw new IllegalArgumentException(
                    "a Scala signature of version " + major + "." + minor + " (expected: " + MAJOR + ".x)");
        }
        this.index = buffer.createIndex();
    }

    int count() {
        return index.length;
    }

    int tag(int entry) {
        return bytes[index[entry]];
    }

    boolean isOther(int entry) {
        return tag(entry) == OTHER || tag(entry) == OTHER_OBJECT;
    }

    /** All numbers of an entry that has nothing but references to entries. */
    List<Integer> references(int entry) {
        PickleBuffer body = body(entry);
        int end = end(body);
        List<Integer> references = new ArrayList<>();
        while (body.readIndex() < end) {
            references.add(body.readNat());
        }
        return references;
    }

    Symbol symbol(int entry) {
        PickleBuffer body = body(entry);
        end(body);
        String name = name(body.readNat());
        int owner = body.readNat();
        long flags = body.readLongNat();
        int info = body.readNat();
        // Before the type stands, for some, the symbol that they are private within.
        return new Symbol(name, owner, flags, isSymbol(info) ? body.readNat() : info);
    }

    /** With dots only, of a symbol here or elsewhere; empty for no symbol, and for what is around all packages. */
    String fullName(int entry) {
        if (!isSymbol(entry) || tag(entry) == FIRST_SYMBOL) {
            return "";
        }
        List<Integer> other = isOther(entry) ? references(entry) : List.of();
        String name = other.isEmpty() ? symbol(entry).name() : name(other.get(0));
        String around =
                other.isEmpty() ? fullName(symbol(entry).owner()) : other.size() > 1 ? fullName(other.get(1)) : "";
        if (name.equals("<root>") || name.equals("<empty>")) {
            return "";
        }
        return around.isEmpty() ? name : around + "." + name;
    }

    private boolean isSymbol(int entry) {
        return tag(entry) >= FIRST_SYMBOL && tag(entry) <= OTHER_OBJECT;
    }

    private String name(int entry) {
        PickleBuffer body = body(entry);
        int end = end(body);
        return new String(bytes, body.readIndex(), end - body.readIndex(), StandardCharsets.UTF_8);
    }

    private PickleBuffer body(int entry) {
        return new PickleBuffer(bytes, index[entry] + 1, bytes.length);
    }

    /** Reads the length, which comes first. */
    private static int end(PickleBuffer body) {
        int length = body.readNat();
        return body.readIndex() + length;
    }
}
